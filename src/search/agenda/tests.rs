//! Tests of the agenda, with brute force as the oracle.
