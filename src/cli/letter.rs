//! `banderole mail test`: one letter, as the network would send it now; what the mail server says to it.

use std::process::ExitCode;

use clap::Subcommand;

use super::{Folder, UNUSABLE, complain, house, say, serve};
use crate::config::Config;
use crate::domain::text::Email;
use crate::mail::Mailer;

#[derive(Subcommand)]
pub enum MailVerb {
    /// Send one letter to an address, and say what became of it
    Test {
        #[command(flatten)]
        folder: Folder,
        /// To whom
        to: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

pub fn run(verb: &MailVerb) -> ExitCode {
    let MailVerb::Test { folder, to, json } = verb;
    let Ok(address) = to.parse::<Email>() else {
        complain(format_args!("{to}: not an e-mail address"));
        return ExitCode::from(2);
    };
    let config = match Config::load(&folder.data, |name| std::env::var(name).ok()) {
        Ok(config) => config,
        Err(error) => {
            complain(error);
            return ExitCode::from(UNUSABLE);
        }
    };
    let sent = tokio::runtime::Runtime::new().map_err(|error| error.to_string()).and_then(|runtime| {
        let post = serve::post(&config, &folder.data, String::new())?;
        let now = house::clock()();
        let sent = runtime.block_on(post.mailer.trial(&address, &config.network.name, now));
        runtime.block_on(post.mailer.rest());
        sent.map(|()| post.mailer).map_err(|error| error.to_string())
    });
    if *json {
        let by = match &sent {
            Ok(Mailer::Folder(folder)) => Some(folder.path().display().to_string()),
            Ok(Mailer::Smtp(_)) => Some(config.mail.smtp_host.clone()),
            Err(_) => None,
        };
        say(serde_json::json!({ "taken_by": by, "error": sent.as_ref().err() }));
        return ExitCode::from(u8::from(sent.is_err()));
    }
    match sent {
        Ok(Mailer::Folder(folder)) => say(format_args!("no mail server is configured: the letter lies in {}", folder.path().display())),
        Ok(Mailer::Smtp(_)) => say(format_args!("{} took the letter to {address}", config.mail.smtp_host)),
        Err(why) => {
            complain(why);
            return ExitCode::from(1);
        }
    }
    ExitCode::SUCCESS
}
