"""The parts of investment advice: prices, moments, limits, optima, outcomes, holdings, whole shares, words, the picture."""
