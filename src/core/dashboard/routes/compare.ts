import { loadComparison } from '../compare/load-comparison.ts';
import { send } from '../http/send.ts';
import { renderComparePage } from '../page/compare/render-compare-page.ts';
import { COMPARE_PARAMETERS } from './compare-answer.ts';
import { defineRoute } from './route.ts';

export const compareRoute = defineRoute({
  method: 'GET',
  path: '/compare',
  id: 'getComparePage',
  summary: 'Two runs side by side as a page, complete without a script',
  parameters: COMPARE_PARAMETERS,
  answers: { 200: { description: 'the page', content: { 'text/html': null } } },
  answer: async ({ context, query, res }) => {
    const loaded = await loadComparison(context, { pipeline: query.pipeline, run: query.run, other: query.with });
    if (!res.destroyed) send(res, 200, 'text/html; charset=utf-8', renderComparePage(loaded));
  },
});
