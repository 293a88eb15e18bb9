//! The program: all of it is in the library.

/// The C library's own allocator takes a sixth of a request's time with the many small texts that an answer is made of, and that of musl more.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    banderole::cli::run()
}
