import { gunzipSync } from 'node:zlib';

/**
 * An isolation forest of scikit-learn 1.x (3 trees of 16 rows, 2 features) as skl2onnx exports it, compressed; with rows and
 * the decision function that scikit-learn gives them. Made like the models of bench/foreign/make-models.py.
 */
export const SKLEARN_ROWS = Float32Array.of(0, 0, 3, 0, 0, -4, 0.5, 0.25);
export const SKLEARN_SCORES = [0.0847574, -0.0190415, -0.1051575, 0.0343815];

export function readSklearnModel(): Uint8Array {
  return gunzipSync(Buffer.from(COMPRESSED.join(''), 'base64'));
}

const COMPRESSED = [
  'H4sIAAAAAAACA+VaW2xbSRk+J3Zje5yLc3r3quzWqKutBZH/X6ttN1vXx84mJSXJtl2Q2kpgTpKTxKpjuz52GlZ9CAghHhASPHHRaiO0WiHxgv',
  'YFIdTNroAXXlgkeOJlJZ54QQIJiSeWmTm3mXOx3W26QiJWfo9n5v/mv80345Ok01rautfEdqu1lx+HWSzNlgopozHLOl5QUJn755fJV4h6m5xq',
  'tTfMumXsdJpmqX7N6G2b3XWrp52Q+tv9XqffK+WPR8wujNvvxSxJGnsN64x6oI7NKaPDQyQ8HBU8RsLjEPifp0lkCLRpqfdOKV+QOr7UNc2Flm',
  'XurDXNW+ZW17SsdrdwMrK7mCOZVr1ndLfMnr1w8WWiMTirvmk0LZM1GxuWntQTukJfE3pGT/NWlsucPs3flQM1VbxEco6qafT6Xa6o0pfivPyW',
  '8GKK22TKVtxu9LpGz7TKirJfOWpxoI4XF8mz9ko7DctqtLbqu0azb9bpquv3LPrWN6NsDFv8jkqyDhCT10ntVnV1/gv15YWbUju5vFBddGTcnF',
  'Hmj4IjzuHyQE0XXySTtp1uJlkaxmg2k/oxfVxP0WxmdEKzOaFP6lM0mznmnqfVo1Vja40QlMtkxtXqe5XDVmMz7NVYi3DJVvM0N8mErcnTYZVv',
  '/mDxsPzt737zkCZOUWzxkzffea9ce+utw/K5P31wVRh4+aPb4rzn//GoUn748YWK0McES/9ZMtVpWz2W75a12e7uFJKrr60uHKiJ4nlC7H1Qj/',
  'SXWXmBTDlTXOdYIFkIWQC94PnTYqPHpunetAdmY2u7x4pe0anQmfiICaVKxXNMlJj4GhMdJvar1Js54tDp7E6TrJIgLWgno9gD8zNS97xh9QpJ',
  'JosZMtZrn0nZ7LMSxjvRoTxVb5qtrd62T8gzUm8c3KMMiSRcicwgSGbwpGRWjSSzNCezY/TXLsgpTmaTvK3pM/z9hJumSgSpBelMjWlzgIefCr',
  'nFEd7qERCe6M3vH4v4RukZhdSehApj+hk5XnlscqTVoenH9RMsFFcemyTl7R9Llkn6O85nZjhZTvA2W529H3cR3giQ5vaPs4flt7/4I4cM//WX',
  'a07rbw/nRIL88NrS1fJf177n9L37i3+/J4w+++tvVcrnTy+J9Amf/WplZCK9MJhIXesvRpBpkged8HCzUDuBvjicUF3U63Gkus/E+x6zclLVmb',
  'hh8ykV32Hih0wchOg1wF8YyV8Y5C98Ovw1RYPk10jWO1DtCxnjsJH4a/BL/f/mr0+Fg56EMf9n+cs9WxW+uiLwl8LP1lj+urRKWebmm88cln/2',
  'jU2HnD7cmBepK3X/+3PlX+7+XSSs1/d/Kt4Gz6287XCV+bs/O61HN351+PT5K8GDnnH4a/rI+IvfBw88/spVw/zVGcZf8vUQgtdDiL4eQux9Ts',
  'bDIB5G4+GI100IXjch8roJI8JhEA4j4eKt+41Koi/TWi5wScb8Waln2VgzmwutddrXLUyIn4oFkr1nft2qN1q9l16M+SpRIZP25qhvNttGL4J6',
  '+eHmC14mPn1KNfCBSiKv8Nq01EvPsLNSx9H7oOtSWceKfT3owx/lTEB0JiCUCRjkxfNBL2LuIUuDsqHo4eQc6DHH2iCfMNonDPmEj+FTLDctDa',
  '0wLnRd+nY61Kc/yLUGkbUGwVp7WlnSvRugWFuDy2+IRxjpEQY9emo5Gr55Qk4HPdolIfYip6Wdf8u0to2OyZ5nys85u/bARikvP6J0FAopp8Gu',
  'tEaz2X7whtltn1FsNu2TIOEMWFYaEJaNUhi87KskxgdCNsz1+o32A7Zg2ryP9VJ9vpTP2q2F+32jWTjG3yjK8kgopNPsWw7OtNu+1qU3cFoEKa',
  'dB0eQUwOgpgJgUwGixkNfF0dfFmHXxk6QeRk49xKQePsmyOPKyGLPsiN5eJl41aZN2y713EGcgeOFwnv1fJUIFaV4FudoT3mCMvlzrMKjWwat1',
  'CNa6jIKDUNBDwcE7BgbvGBB2DETtmOWRbHLQUEDDKDQnQ+BlCOQMQWyEHU30NFHWxOG5BSG3EMwtDNdHQR+D+vHrL5FgPcVRmkY96WDHcunQbq',
  '/0m4UEFRRqgQgzyAxv13eAIlc3NlgeJoUuijElzygkqKAw1ViYFWOPwUzQrnqLDu8Ye7Yl/BMdpZYYe6JTEOkUhJ0CwSkQnfKgMBIKw1AoQGFk',
  'fGBofECOD4jx8WBwKAzKMCjCXCdyOqIiPS108WBPyXPceK8EsbQQFmi5ABjmp+VZ4MJVYwMlVwBIFQCiRdXYIMkQKEGgDBGymEilp3mlN18Cvw',
  '5fbewWElRwWghGkEeh3mxvCfTt9Sy3twoJKgLZgaHZgWB2IC47MDw7EMoOSNkRTcOhpmHQNIwzDYebhiHTUDJtkYTCyzNg9zjbw483S9uEOOxT',
  'UCgcRKo5zas5IfUgpl6EQBkCJQgUITCuekCuHghVD4jVI2qirIkhTRQ1y0QsajLlkWu/yU9Sf1AgXp/i/ATA8ASAlACJ43wcHI6DEo5EcleIlG',
  '3pVpAVRoQyELzxggGDggFCMCBSHQepo6AuHReXiWghEUKvEWPXK2C3Hek1xHoNoteS2b42xmqjqB1jNQhWg281CFZLOfc1UdBEXxMFTSnLrxAh',
  'IKH7jJbxBr1gCQa/ROTLOPGna2ljt9Pkihm7FbEoiItCYFHwF5Vi7CqjqIwBZfSVMcJiCFgMnsXgWSwF2NHDgB56eujpocyGMd+7iRcfjRZJh/',
  '/Fn2XIaQsQV4kwIerOkvGG81lfHaJNgKAJ4JsAggkQ7wUGIdCHQAECo7yAwV6A7wVIXrj6OFgffX2U9F8hfpiIvxbx1bQ026xWf6eUT7HW6/2d',
  'QoIKqjxLvDF7S9NDhq05ztrzznzh9DlPnBGNj9yhIeGNVZMeFlTQKZ8XuYG402zEuw4iHSwkqPAR75bsGXdK+bQDCC7i54gzZCM7YRm31ts0XT',
  'agkI8KcUYirw3ZTtfcaKz37NPB/bBsWlYhySQHECfRb0/OB//bkzsa86eAKgnqkCm3w6V5f4V8Vhhzd/MlIszwtR3XjzXZI0Jf0fdeO/na6urt',
  'F5asdtPoNdqtRRaI3sXiqbSaUwtJ9ny2JqSn+Fx6LJeaG1PUWsw/KRaLfEb2Y/dHVWtxz0WK59xV9g9r4UIWhiu18PWw+Iw9vP3b45Va8Fgvfs',
  'ZzQKlF5LWY98bfrwXO1OKZtGqPvrtmVGtCmQthqdSE2qJhUanT5D+e07VAAoun+QxVGLBV784Q9bY2QUha1caJQsbSY2sniZ0w3p1yutW1U26h',
  'StMpIhGewOYStSRRctP/BdWdp8EsKwAA',
];
