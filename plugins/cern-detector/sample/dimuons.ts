import type { Random } from './random.ts';

export interface Muon {
  pt: number;
  eta: number;
  phi: number;
  charge: number;
  dxy: number;
  iso: number;
}

export interface Dimuon {
  muons: [Muon, Muon];
  count: number;
  vertices: number;
}

const Z_MASS = 91.1876;
const Z_WIDTH = 2.4952;
const MUON_MASS = 0.1056583755;

/**
 * A Z boson or a Drell-Yan pair of two muons, as a detector of |eta| < 2.4 with a trigger at 20 GeV sees it. A toy: Breit-Wigner
 * mass over a falling continuum, falling transverse momentum, flat decay angles, Gaussian resolution.
 */
export function drawDimuon(random: Random): Dimuon {
  for (;;) {
    const muons = decay(random, drawMass(random));
    for (const muon of muons) smear(random, muon);
    if (muons.some(({ pt, eta }) => pt < 20 || Math.abs(eta) > 2.4)) continue;
    if (muons[0].pt < muons[1].pt) muons.reverse();
    const isMeasuredWrong = random.uniform() < 0.002;
    if (isMeasuredWrong) muons[1].charge *= -1;
    return { muons, count: 2 + random.poisson(0.02), vertices: 1 + random.poisson(30) };
  }
}

function drawMass(random: Random): number {
  for (;;) {
    const isContinuum = random.uniform() < 0.06;
    const mass = isContinuum ? 60 + random.exponential(25) : Z_MASS + (Z_WIDTH / 2) * Math.tan(Math.PI * (random.uniform() - 0.5));
    if (mass > 60 && mass < 120) return mass;
  }
}

/** Two bodies, evenly over the sphere in the rest frame, boosted along and across the beam. */
function decay(random: Random, mass: number): [Muon, Muon] {
  const pt = random.exponential(9) + random.exponential(5);
  const azimuth = 2 * Math.PI * random.uniform();
  const rapidity = 1.2 * random.normal();
  const cosine = 2 * random.uniform() - 1;
  const around = 2 * Math.PI * random.uniform();
  const momentum = Math.sqrt((mass / 2) ** 2 - MUON_MASS ** 2);
  const sine = Math.sqrt(1 - cosine ** 2);
  const charge = random.uniform() < 0.5 ? 1 : -1;
  const toLab = (sign: number): Muon => {
    const across = sign * momentum * sine;
    const along = sign * momentum * cosine;
    // The boost across the beam is along x; the system is turned to its azimuth afterwards.
    const transverseMass = Math.hypot(mass, pt);
    const x = (transverseMass / mass) * across * Math.cos(around) + (pt / mass) * (mass / 2);
    const energy = (transverseMass / mass) * (mass / 2) + (pt / mass) * across * Math.cos(around);
    const y = across * Math.sin(around);
    const z = Math.cosh(rapidity) * along + Math.sinh(rapidity) * energy;
    const phi = wrap(Math.atan2(y, x) + azimuth);
    const muonPt = Math.hypot(x, y);
    return { pt: muonPt, eta: Math.asinh(z / muonPt), phi, charge: sign * charge, dxy: 0, iso: 0 };
  };
  return [toLab(1), toLab(-1)];
}

/** Resolutions of a tracker, roughly: 1 to 2 % of pt, 20 µm in the impact parameter. */
function smear(random: Random, muon: Muon): void {
  muon.pt *= 1 + (0.01 + 0.004 * Math.abs(muon.eta)) * random.normal();
  muon.eta += 0.0005 * random.normal();
  muon.phi = wrap(muon.phi + 0.0003 * random.normal());
  muon.dxy = 0.002 * random.normal() * (random.uniform() < 0.03 ? 3 : 1);
  muon.iso = random.uniform() < 0.35 ? 0 : random.exponential(0.03);
}

export function wrap(phi: number): number {
  return phi - 2 * Math.PI * Math.round(phi / (2 * Math.PI));
}
