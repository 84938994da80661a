import type { Lepton } from '../options/dilepton-columns.ts';

/**
 * Invariant mass of two particles of the same mass, in the unit of the momenta: m² + m² + 2 (mT₁ mT₂ cosh Δy − pT₁ pT₂ cos Δφ), with
 * rapidities y (Particle Data Group, Kinematics). Differences of energies and momenta would cancel for close particles.
 */
export function pairMass(one: Lepton, other: Lepton, mass: number): number {
  const first = transverseOf(one, mass);
  const second = transverseOf(other, mass);
  const product =
    first.mass * second.mass * Math.cosh(first.rapidity - second.rapidity) - one.pt * other.pt * Math.cos(one.phi - other.phi);
  return Math.sqrt(Math.max(0, 2 * mass * mass + 2 * product));
}

function transverseOf({ pt, eta }: Lepton, mass: number): { mass: number; rapidity: number } {
  const transverse = Math.hypot(pt, mass);
  return { mass: transverse, rapidity: transverse === 0 ? eta : Math.asinh((pt * Math.sinh(eta)) / transverse) };
}
