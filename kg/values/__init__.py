"""Numbers, quantities, periods and comparisons as Chinese prose writes them."""
