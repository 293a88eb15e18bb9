//! Trust (SECURITY.md): what is sensitive, what is one's own, what others must never see, and the traces that are kept.

mod accounts;
mod appeals;
mod erasing;
mod factor;
mod moderation;
mod privacy;
