"""Parts of investment advice: prices, moments, limits, optima, outcomes, holdings, whole shares, wording and the picture."""
