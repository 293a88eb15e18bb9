//! Events as lists show them.
