//! Tests of the roster, with brute force as the oracle.
