"""What the verdicts are measured with: counts and gauges first, ratios next, never bare clocks."""
