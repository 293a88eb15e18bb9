### Every text in English. Keys and placeables are the same as in fr.ftl.

## Times and waits

today = today
tomorrow = tomorrow
wait-seconds = { $n ->
    [one] { $n } second
   *[other] { $n } seconds
 }
wait-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
 }
wait-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
 }

## When something fails: a heading by status, a sentence by code, a sentence by flaw of a field

status-400 = Unreadable request
status-401 = Sign in first
status-403 = Not open to you
status-404 = Not found
status-405 = Not possible here
status-408 = Too slow
status-409 = Not possible now
status-412 = Changed meanwhile
status-413 = Too large
status-415 = Format not accepted
status-422 = To be corrected
status-429 = Too many requests
status-500 = A mistake on our side
status-503 = Busy
status-other = The request failed

back-home = Back to the first page

problem-bad_form_data = The form cannot be read. Reload the page, then send it again.
problem-bad_json = What was sent is not JSON.
problem-bad_parameter = A parameter of the address cannot be read.
problem-bad_request = The request cannot be understood.
problem-busy = There is too much to do right now. Come back in { $wait }.
problem-not_cancelled = This event is not cancelled.
problem-cancelled = This event is cancelled.
problem-capacity_below_going = More people are coming than this number of places.
problem-closing = The service is restarting. Come back in { $wait }.
problem-code_void = This code is no longer good. Ask for another one.
problem-cross_site = This form has expired or comes from another site. Reload the page, then send it again.
problem-email_taken = This address already has an account.
problem-factor_off = There is no second factor.
problem-factor_on = There is a second factor already.
problem-factor_required = The network asks a second factor of your role: it cannot be removed.
problem-full = There is no place left.
problem-has_a_picture = There is a picture already.
problem-name_taken = Something else has this name or address already.
problem-given_twice = A field is given twice.
problem-idempotency_key = This key was used for another request.
problem-index = The search is being put in order. Come back in { $wait }.
problem-input = What was to be read broke off.
problem-internal = Something failed on our side. Try again; if it goes on, write to whoever runs the network.
problem-invalid = Some of the information is to be corrected.
problem-invitation_only = This team is joined by invitation. Write to the team to ask for one.
problem-in_team = This person is in the team: somebody else has accepted their request.
problem-last_lead = A team always keeps someone who leads it: hand this role over first.
problem-method_not_allowed = This address does not allow that.
problem-not_allowed = This page is for other people of the network.
problem-not_found = There is nothing at this address, or no longer.
problem-not_in_team = This person is not in the team.
problem-not_published = This event is not published yet.
problem-past = This event is over.
problem-pledge = Pledge your support first.
problem-pledge_version = The wording of the pledge has changed. Read it again, then try again.
problem-sign_in = Sign in to go on.
problem-stale = Someone else changed this meanwhile. Read it again, then try again.
problem-storage_failed = The disk does not answer as it should. Come back in { $wait }.
problem-storage_full = The disk of the network is full: nothing can be saved for now.
problem-suspended = Your account is suspended.
problem-too_large = What was sent is too large.
too-large-text = What was sent is too large: { $n } KB at most.
too-large-picture = This picture is too heavy: { $n } MB at most.
problem-too_many = Too many requests. Come back in { $wait }.
problem-too_many_leads = The team already has as many leads as it can have.
problem-too_slow = The request did not arrive in time. Try again when the network is better.
problem-unknown_field = A field is not known to this operation.
problem-wrong_media_type = This format is not accepted here.
problem-wrong_type = A value does not have the type that is expected.

flaw-bad_date = This date is not complete. Example: 28/11/2026
flaw-date_past = This date is past. Correct it, or tick the box if the event has taken place already.
flaw-bad_hour = This time is not complete. Example: 18:30
flaw-which_place = Several places have this name: choose which one.
flaw-animated = This picture moves. Send a still picture: JPEG, PNG or WebP.
flaw-avif = AVIF files are not accepted. Send a JPEG, PNG or WebP picture.
flaw-bad_character = A character cannot be read here: write it another way.
flaw-bad_line = Line { $n }: this is not a complete address. Example: ines@example.org
flaw-bad_form = This is not written as expected.
flaw-bad_parameter = This value cannot be read.
flaw-bad_time = This is no date and time. Example: 2026-11-28T10:30:00+01:00
flaw-below_zero = This number cannot be below zero.
flaw-bmp = BMP files are not accepted. Send a JPEG, PNG or WebP picture.
flaw-broken = This picture is damaged or incomplete. Try to save it again.
flaw-empty = This file is empty.
flaw-ends_before_start = The end comes before the start.
flaw-far_from_point = This town is far from this point. Correct one of them.
flaw-erased = One of the two networks erased this member: nothing is taken.
flaw-gif = GIF files are not accepted. Send a JPEG, PNG or WebP picture.
flaw-given_twice = This field is given twice.
flaw-heavy_webp = This WebP picture is too heavy to open. Save it as JPEG or PNG.
flaw-heic = This is a HEIC picture, the format of iPhones. Choose “Most Compatible” in the settings of the camera, or send a screenshot of the photo.
flaw-ico = ICO files are not accepted. Send a JPEG, PNG or WebP picture.
flaw-jpeg_xl = JPEG XL files are not accepted. Send a JPEG, PNG or WebP picture.
flaw-missing = This is missing.
flaw-must_accept = Tick this box to go on.
flaw-needs_near = This order needs a place.
flaw-needs_team = An event for a team needs a team.
flaw-needs_words = This order needs words to look for.
flaw-no_files = The files of this picture are missing from the folder.
flaw-not_a_picture = This file is not a picture. Send a JPEG, PNG or WebP picture.
flaw-not_there = What this line names is not there.
flaw-other_version = The wording has changed meanwhile. Read it again.
flaw-out_of_range = This number is out of range: from 1 to { $n }.
flaw-pdf = This is a PDF. Send a JPEG, PNG or WebP picture.
flaw-place_or_link = A place is missing, or a link to take part online.
flaw-psd = Photoshop files are not accepted. Send a JPEG, PNG or WebP picture.
flaw-same_address = This is the address of your account already.
flaw-several_places = Several places have this name: choose the right one below.
flaw-svg = SVG drawings are not accepted. Send a JPEG, PNG or WebP picture.
flaw-tiff = TIFF files are not accepted. Send a JPEG, PNG or WebP picture.
flaw-too_common = This password is one of the most common ones, or too close to one: better take several words that have nothing to do with each other.
flaw-too_large = This picture is too heavy: 8 MB at most.
flaw-too_long = This is too long: { $n } characters at most.
flaw-too_long_event = An event lasts 7 days at most.
flaw-too_many = These are too many: { $n } at most.
flaw-too_many_guests = These are too many guests: { $n } at most.
flaw-too_many_pixels = This picture is too big: 8,000 pixels a side and 40 million in all, at most.
flaw-too_personal = Your name, your address or the network’s name are easy to guess: better take several words that have nothing to do with them.
flaw-too_short = This is too short: { $n } characters at least.
flaw-too_simple = This is too easy to guess: take several words, or more different letters.
flaw-town_or_point = The town or the point on the map is missing.
flaw-unknown_field = This field is not known.
flaw-unknown_kind = This kind of event is not offered.
flaw-unknown_place = This place is not known. Try the name of the town or its postcode.
flaw-place_like = This place is not known. Choose one of a name like it, or write a postcode.
flaw-place_unlisted = This place is not known. Correct it, or choose below; “as it stands” keeps it as you wrote it.
flaw-other_postcode = This postcode is not one of that town’s. Correct one of them, or choose the place.
flaw-postcode_of_another = This postcode is not one of that town’s: the town decided.
flaw-unknown_value = This choice is not offered.
flaw-video = This is a video. Send a JPEG, PNG or WebP picture.
flaw-wrong_code = { $n ->
    [one] This is not the code. { $n } try left.
   *[other] This is not the code. { $n } tries left.
 }
flaw-wrong_credentials = The address or the password does not match.
flaw-wrong_password = This is not your current password.
flaw-wrong_totp = This code is not the right one, or was used already.
wrong-totp-left = { $n ->
    [one] This code is not the right one, or was used already. { $n } try left.
   *[other] This code is not the right one, or was used already. { $n } tries left.
 }
flaw-wrong_type = This value does not have the type that is expected.
flaw-cut = This was cut at a word: { $n } characters at most.
flaw-no_such_point = No point of the earth has these degrees.
flaw-not_json = This line is not JSON.
flaw-not_utf8 = This line is not written in UTF-8.
flaw-quote_open = A quote that is opened on this line is never closed.
flaw-more_values = There are more values than columns: a text that holds the separator needs quotes around it.
flaw-not_joined_yet = This person is invited, and has not joined yet.
flaw-in_future = This date is still to come.
flaw-phone_left_out = This is no telephone number: it is left out.
flaw-role_kept = The role that the member has in this team stays as it is.
flaw-waits = The event is full: this answer is on the waiting list.
flaw-off_the_map = This town is not known: it stays as it is written, and is near no place.
flaw-place_left_out = This place is not known: it is left out.
flaw-unknown_answer = An answer is “going” or “declined”.
flaw-unknown_column = A name on this line is none of the columns.
flaw-unknown_columns = The first line names none of the columns.
flaw-unknown_event = No event has this name.
flaw-unknown_member = No member has this address.
flaw-unknown_postcode = This postcode is not known: the town was gone by.
flaw-unknown_role = A role is “follower”, “member”, “manager” or “lead”.
flaw-unknown_team = No team has this name.

## The frame of every page

skip = Skip to content
menu = Main menu
menu-events = Events
menu-teams = Teams
menu-new = Create
menu-search = Search
menu-me = Me
signin = Sign in
foot-about = About
foot-privacy = Privacy
foot-legal = Legal notice
foot-accessibility = Accessibility
foot-api = API
pages = More of this list
pages-first = Back to the start
pages-next = See more

## Forms

form-optional = (optional)
form-errors = { $n ->
    [one] { $n } thing to correct
   *[other] { $n } things to correct
 }
place-suggestions = Suggested places
place-none = No place of that name
place-which = Which place do you mean?
place-around-me = Around me
place-here = Around me
place-wait = Looking for your position…
place-denied = Your phone did not give your position. Type a town or a postcode.
photo-words = Preview|Zoom in|Zoom out|Move left|Move right|Move up|Move down|Turn|Remove the photo

## Events in lists, the answer

event-online = Online
event-cancelled = Cancelled
event-draft = Draft
event-draft-text = Only you can see it.
event-past = This is over
event-full = Full
event-full-text = A freed place goes to the first person in line whose party fits.
event-going = { $n ->
    [one] { $n } person is going
   *[other] { $n } people are going
 }
event-came = { $n ->
    [one] { $n } person went
   *[other] { $n } people went
 }
event-were-coming = { $n ->
    [one] { $n } person was coming
   *[other] { $n } people were coming
 }
event-needs = { $n ->
    [one] { $n } more needed
   *[other] { $n } more needed
 }
event-places-left = { $n ->
    [one] { $n } place left
   *[other] { $n } places left
 }
answer-title = Take part
answer-come = I’m coming
answer-decline = I can’t come
answer-full = Full: tell me
answer-going = You’re coming
answer-organising = You’re organising
answer-none = You’re not coming
answer-unanswered = You have not answered yet.
answer-waiting = You’re { $rank } in line
answer-waiting-text = Places that come free are given in order, as soon as they do.
answer-with-guests = { $n ->
    [one] with { $n } more person
   *[other] with { $n } more people
 }
answer-options = Details

## Teams in lists

team-members = { $n ->
    [one] { $n } member
   *[other] { $n } members
 }
team-mine = You are a member
team-dormant = Asleep

## Said by scripts

js-waiting-going = You’re coming (waiting for the network)
js-waiting-declined = You’re not coming (waiting for the network)
js-leave = Some answers are waiting for the network. Throw them away and sign out?
js-copied = Link copied
js-offline = Offline — seen at { $time }

## Home

home-title = Home
home-lead = See what happens near you, come along, or start your own.
home-where = Your town or postcode
home-see = See what’s on
home-join-text = Want to act with us?
home-join = Join
home-next = Coming up
home-all-events = All events
home-first = The first event is on its way
home-first-text = Join the network and you can start it.
home-how = How it works
home-how-1 = Look around you
home-how-1-text = Leafleting, meetings, door-to-door, parties: all by day and by distance.
home-how-2 = Say you’re coming
home-how-2-text = One tap is enough. You know where, when and who is organising.
home-how-3 = Start your own
home-how-3-text = A kind, a place, a time: it is online in a minute.
home-events = events to come
home-teams = teams
home-see-teams = See the teams
home-hello = Hello { $name }
home-no-place = We don’t know where you are.
home-set-place = Say my town
home-mine = My next events
home-agenda = My agenda
home-needs = People are needed near you
home-all-needs = See all
home-fresh = New near you
home-my-teams = My teams
home-no-team = You are in no team yet.

## Finding events

find-label = Choose a place and filters
find-teams = Choose a place
find-anywhere = Everywhere
find-change = Change
find-place = Town or postcode
find-radius = Within
find-here = Search here
find-filters = Filters
find-list = List
find-map = Map
find-needs = People needed
find-dates = Dates
find-any-day = Any day
find-when-today = Today
find-when-weekend = This weekend
find-when-week = 7 days
find-from = From
find-to = To
find-kinds = Kinds
find-apply = Apply
find-words = “{ $words }”
find-team-unknown = Unknown team
find-on-the-spot = In person
events-day = { $n ->
    [one] { $n } event
   *[other] { $n } events
 }
events-none-text = Widen the search, or start the first event.
events-wider = Search further
events-online = See online events
events-anywhere = Search everywhere
map-not-online = Events online are in the list, not on the map.
map-skip = Skip the map, go to the list

## One event

event-propose = Start an event
event-is-cancelled = This event is cancelled.
event-to-calendar = Add to my calendar
event-address-hidden = The exact address is shown to people who come.
event-link-hidden = The link is shown to people who come.
event-route = Directions
event-of-places = { $n ->
    [one] of { $n } place
   *[other] of { $n } places
 }
event-waiting = { $n ->
    [one] { $n } person is waiting for a place.
   *[other] { $n } people are waiting for a place.
 }
event-see-people = See the list
event-who-sees = Names are seen by those who organise and those who come.
event-organisers = Who organises
event-contact = A question?
event-near = Also near here
event-cancel = Cancel the event
event-cancel-title = Cancel this event?
event-cancel-text = { $n ->
    [one] { $n } person was coming. The event stays visible, marked as cancelled.
   *[other] { $n } people were coming. The event stays visible, marked as cancelled.
 }
event-keep = Keep it
share = Share
edit = Edit
save = Save
answer-changed-mind = If you change your mind, one tap is enough.
answer-guests = I’m coming with
answer-alone = nobody else
answer-note = A word to the organisers
answer-note-hint = For example: “I’ll bring a table.”
receipt-title = Noted, you’re coming
receipt-waiting = You have no place yet. If one comes free for you, you will be told.
receipt-at = Received at { $time }

## Creating and editing an event

event-past-ok = The event has taken place already
event-new = Start an event
event-edit = Edit the event
event-publish = Publish the event
event-keep-draft = Keep as a draft
label-kind = Kind
label-title = Title
label-title-hint = What happens, in a few words. Example: Leafleting at the market
label-day = Day
label-start = Time
label-where = Where
label-where-hint = Town or postcode. For an online event, leave empty and give the link below.
fold-end = End
label-end-day = Last day
label-end = End time
label-end-hint = Without an answer, the usual length of this kind.
fold-place = Address, link
label-place-name = Name of the place
label-place-name-hint = Example: Market square, in front of the bakery
label-street = Street and number
label-address-for = Who sees the exact address?
label-online = Link to take part online
label-online-hint = Example: https://meet.example.org/room
label-online-for = Who sees the link?
fold-text = Description, picture
label-description = Description
label-description-hint = The plan, what to bring, how to find you. **bold**, lists and links are possible.
label-image = Picture
label-image-hint = JPEG, PNG or WebP, 8 MB at most.
fold-people = How many people
label-wanted = People wanted
label-wanted-hint = “2 more needed” is shown until this number is reached.
label-capacity = Places at most
label-capacity-hint = Beyond, a waiting list.
label-guests = Guests per person, at most
fold-contact = Team, contact
label-team = Team
label-contact-hint = What you write here is seen by everyone who sees the event.
label-contact-name = Contact’s name
label-email = E-mail address
label-phone = Phone
fold-access = Access, language
access-wheelchair = Wheelchair accessible
access-children = Children are welcome
access-sign = Sign language interpreted
label-language = Language spoken
label-language-hint = If it is not the network’s.
fold-visibility = Who sees the event
label-visibility = This event is seen by
label-reason = Why
label-reason-hint = This sentence stands at the top of the event’s page.

## Joining, coming back

signup-title = Join
signup-coming = Once your address is confirmed, your answer for “{ $title }” will be noted.
signup-have = Already a member?
signup-names-hint = Your names are seen by the people who organise the events you go to, and by those who come.
signup-email-hint = To confirm that it is you. Nobody else sees it.
signup-place-hint = To show you what happens near you.
signup-password-again = Please type it again: this page never sends a password back.
signup-password-hint = { $n ->
    [one] At least { $n } character. Without a password, a code is sent to you each time.
   *[other] At least { $n } characters. Without a password, a code is sent to you each time.
 }
signup-pledge = I pledge
signup-who-sees = Who sees what?
signup-send = Send me my code
label-first-name = First name
label-last-name = Last name
label-photo = Photo
label-photo-hint = Seen by the same people as your name. JPEG, PNG or WebP, 8 MB at most.
label-password = Password
photo-now = Your photo
photo-new = Choose a photo
photo-keep = Keep this photo
photo-skip = Later
photo-remove = Remove my photo
code-title = Your code
code-sent = We sent a code of 6 characters to
code-correct = Correct the address
code-label = Code from the e-mail
code-hint = { $n ->
    [one] It is good for { $n } minute. Spaces and capitals do not matter.
   *[other] It is good for { $n } minutes. Spaces and capitals do not matter.
 }
code-send = Confirm
code-nothing = Nothing came? Look in your spam folder.
code-again = Send another code
code-wait = You can ask for another code in { $wait }.
signin-title = Welcome back
signin-code = Get a code by e-mail
signin-by-password = With a password
signin-new = Not a member yet?
signout = Sign out

## Mine

suspended-list = This list is not shown while your account is suspended.
me-suspended = Your account is suspended: you can see what is yours, appeal against the decision and sign out, nothing else.
agenda-title = My agenda
agenda-about = Where I go, what I organise
agenda-parts = Parts of my agenda
agenda-empty = Nothing planned
agenda-empty-text = Look at what happens near you, or start an event.
profile-title = My profile
profile-about = Name, photo, town, language
profile-seen = What others see
profile-seen-text = Seen by the people who organise the events you go to, and by those who come.
profile-photo = Change my photo
profile-place-hint = Used to sort events by distance. The town is shown under your name.
profile-phone-hint = Seen by nobody unless you agree.
label-lang = Language
data-title = My data
data-pledged = You support the campaign
data-not-pledged = You do not support the campaign
data-ledger = What is on record
pledge-give = I pledge
pledge-withdraw = Withdraw my pledge
pledge-withdraw-text = Your account stays. You can no longer create events or teams.
email-title = E-mail address
email-about = This account has the address
email-lead = The new address must be yours: two codes are sent, one to the address of today, one to the new one. Nothing changes before both are typed in here.
email-new = New address
email-send = Send both codes
email-waiting = Two codes are on their way, to { $old } and to { $new }. Type them in here: they are good for 15 minutes.
label-old-code = Code sent to the address of today
label-new-code = Code sent to the new address
email-change = Change the address
email-stop = Keep the address of today
email-lost = Do you no longer get anything at the address of today? Write to whoever looks after the network: they can change it.

second-title = Second factor
second-hint = The six digits of your app, or one of your recovery codes.
second-over = Too many tries, or too late, for the code of the second factor: sign in again.
second-lost = Lost both phone and recovery codes? Write to whoever looks after the network.
label-totp = Code
factor-title = Second factor
factor-is-on = Asked for at each sign-in
factor-is-off = Not set up yet
factor-about = With a second factor, knowing your password or reading your mail is no longer enough to get into your account: an app on your phone gives a code of six digits, to be typed at each sign-in.
factor-about-lost = Recovery codes, to be noted on paper, serve if the phone is lost.
factor-begin = Set up the second factor
factor-owed = Your role needs a second factor. Until it is set up, you have the rights of a plain member.
factor-step-app = Install an authenticator app: Aegis, FreeOTP, or the one that you have already.
factor-step-secret = Let its camera read this drawing, or type the key below it.
factor-qr = QR code for the authenticator app: it holds the key that is written below it
factor-key = Key:
factor-open-app = Open in the app
factor-step-code = Type here the code that it shows.
factor-turn-on = Turn on
factor-stop = Leave it
factor-since = A code is asked for at each sign-in since: { $when }.
factor-papers = Recovery codes
factor-papers-told = The second factor is set up.
factor-papers-text = Note these codes on paper and keep them away from the phone: they are never shown again. Each serves once in place of the app’s code.
factor-papers-kept = I have noted them
factor-papers-left = { $n ->
    [one] You have { $n } left.
   *[other] You have { $n } left.
 }
factor-papers-new = New recovery codes
factor-off = Remove the second factor

security-title = Devices and password
security-about = Where you are signed in
devices-title = Devices that are signed in
device-this = This device
device-end = Sign out
device-end-all = Sign out all others
password-change = Change my password
password-set = Choose a password
password-now = Current password
password-new = New password
password-hint = { $n ->
    [one] At least { $n } character.
   *[other] At least { $n } characters.
 }

## Teams

team-new = Create a team
team-create = Create the team
team-edit = Edit the team
team-join = Join the team
team-follow = Follow
team-following = You follow this team
team-unfollow = Stop following
team-leave = Leave the team
team-join-ask = Ask to join
team-ask-send = Send the request
team-ask-message = A word to the team (optional)
team-requests = Requests to join the team
team-requests-wait = Somebody asks to join the team.
team-requests-see = See the requests
team-accept = Accept
team-decline = Decline
label-join-policy = How does one join the team?
join-policy-open = Freely: whoever wants to is in at once
join-policy-approval = On request: the team’s managers accept or decline
join-policy-invitation = By invitation only
team-by-invitation = One joins this team by invitation: ask one of those who lead it for one.
team-followers = { $n ->
    [one] { $n } follower
   *[other] { $n } followers
 }
team-dormant-text = This team has done nothing for two months.
team-leads = Who leads
team-people = Who is in it
team-no-event = Nothing planned
team-no-event-text = Start an event for the team.
team-no-past = No past event.
team-manage = Members of the team
team-role-of = Role of { $name }
team-remove = Remove
team-same = A team of this name exists near there.
team-sure = Create another team all the same
role-follower = Follower
role-member = Member
role-manager = Manager
role-lead = Lead
teams-all = All teams
teams-none-text = Create yours: a name and a place are enough.
label-team-name = Name of the team
label-team-name-hint = Example: Montreuil Centre
label-team-where-hint = The town or area where it acts.
label-team-description-hint = Who you are, what you do, when you meet.
label-team-kind = What sort of team?
label-links = Links
label-links-hint = One address a line. Example: https://chat.example.org/montreuil
fold-more = More settings

## Search, errors, texts

search-title = Search
search-label = Words to search for
search-example = leafleting, market, Montreuil…
search-go = Search
search-partial = Partial search: the index is being prepared.
search-none = Nothing found
search-none-text = Try shorter words, or a place.
error-number = Number to quote if you write to us: { $number }
error-retry = Try again
unsent-out = You need to sign in first
unsent-out-text = Nothing that you wrote is lost. Sign in or join, in the tab that opens, then come back here to send it.
unsent-old = One more tap
unsent-old-text = This page was open since you signed in before. Nothing is lost: read it again, then send it once more.
unsent-typed = What you wrote
unsent-files = Files, passwords and codes are not kept: you can add them afterwards.
unsent-as = You are { $name }: it will be sent in your name.
unsent-back = Back to the page
unsent-other = Your text
unsent-field-note = Note
unsent-field-message = Message
unsent-send = Send again
error-without = See it without these filters
error-value = { $name }: { $text }
offline-title = No network
offline-text = Pages you have seen still open. Your answers will leave when the network is back.
credits-title = Data and software
credits-places = Places: INSEE, La Poste, IGN (Licence Ouverte 2.0); GeoNames (CC BY 4.0). Names of countries: Unicode CLDR (Unicode License v3).
credits-map = Map: Natural Earth (public domain); IGN (Licence Ouverte 2.0).
credits-parts = Lucide icons (ISC), Bricolage Grotesque font (SIL OFL 1.1), Leaflet (BSD), topojson-client (ISC).
api-about = Everything one does here can be done by a program too. The whole contract:
api-groups = Groups of operations
api-name = Name
api-kind = Kind
api-meaning = Meaning
api-answer = Answer

## Values that break a rule, told more exactly

wrong-email-bad_form = The address is not complete. Example: ines@example.org
wrong-phone-bad_form = A number has only digits, spaces and + - . ( ). Example: +33 6 12 34 56 78
wrong-links-bad_form = One full address a line, beginning with https://. Example: https://chat.example.org/montreuil
wrong-url-bad_form = A full address, beginning with https://. Example: https://meet.example.org/montreuil
wrong-at-bad_form = This is no date and time. Example: 2026-11-28T10:30:00+01:00
wrong-country-bad_form = Two letters. Example: FR
wrong-lat-bad_form = Degrees, from -90 to 90. Example: 48.8638
wrong-lon-bad_form = Degrees, from -180 to 180. Example: 2.4485
wrong-capacity-bad_form = A whole number. Example: 20
wrong-wanted-bad_form = A whole number. Example: 6
wrong-guests_max-bad_form = A whole number, from 0 to 20. Example: 2
wrong-guests_max-out_of_range = A whole number, from 0 to 20. Example: 2
wrong-days-bad_form = A whole number of days, from 1 to 90. Example: 14
wrong-uses_max-bad_form = A whole number, from 1 to 500. Example: 20
wrong-old_code-missing = Write the code that came to the address of today.
wrong-new_code-missing = Write the code that came to the new address.
wrong-from-bad_parameter = This is not a date. Example: 2026-11-28T10:30:00+01:00
wrong-to-bad_parameter = This is not a date. Example: 2026-11-28T10:30:00+01:00
wrong-when-bad_parameter = These dates are not offered: “today”, “weekend” or “week”.
wrong-kind-bad_parameter = This kind is not offered by this network.
wrong-radius_km-bad_parameter = A number of kilometres, from 0.1 to 500. Example: 20
wrong-near-bad_parameter = A latitude and a longitude. Example: 48.8638,2.4485
wrong-bbox-bad_parameter = Four numbers: west, south, east, north. Example: 2.2,48.8,2.6,49.0
wrong-online-bad_parameter = “true” or “false”.
wrong-needs_people-bad_parameter = “true” or “false”.
wrong-limit-bad_parameter = A whole number, from 1 to 100. Example: 20
wrong-q-bad_parameter = Say the words to look for. Example: q=leafleting
wrong-team-bad_parameter = This is not the id of a team.
wrong-after-bad_parameter = The rest of this list is not found in this way any more: begin the list again.
wrong-photo-missing = Choose a photo first.
wrong-code-missing = Enter the code from the e-mail.
wrong-name-missing = Give the team a name.
wrong-place-missing = Give a town or a postcode.

## Account pages

code-lost = This code is entered in the browser that asked for it, within fifteen minutes. Ask for another one here.
address-title = Correct the address
address-text = The rest of what you entered is kept. A new code goes to the corrected address.
setup-title = Open the network
setup-text = You will be the first person to run this network. This page works only once.
setup-send = Create my account
label-place = Town or postcode
label-pledge = Your pledge
label-privacy = Your data
label-new-password = New password
label-code = Code
label-name = Team name

## Pages of mine

agenda-coming = I’m coming
agenda-waiting = Waiting
agenda-organising = I organise
agenda-drafts = Drafts
agenda-past = Past
device-seen = Last used: { $when }
device-program = Access for a program
device-unknown = Unknown device
password-remove = Remove my password
password-remove-text = From then on, a code is sent to you by e-mail each time you sign in. Your other devices are signed out.
ledger-given = You pledged
ledger-withdrawn = You withdrew your pledge
ledger-wording = Wording no. { $n }
channel-signup = when joining
channel-page = on this page
channel-api = through a program
channel-import = from the campaign’s own file
channel-keeper = by the person who runs the server

## Pages of teams

teams-title = Teams
teams-mine = My teams
teams-parts = Kinds of teams
teams-kind-local = Local
teams-kind-thematic = Thematic
teams-kind-support = Support
teams-none = No team here
teams-nearest = Nearest first.
teams-by-name = In alphabetical order.
teams-count = { $n ->
    [one] { $n } team
   *[other] { $n } teams
 }
team-kind-local = Local team
team-kind-thematic = Thematic team
team-kind-support = Support team
team-kind-long-local = Local: a neighbourhood, a town
team-kind-long-thematic = Thematic: a subject, a trade
team-kind-long-support = Support: around a person or a cause
team-all-events = All events of the team, with filters and map
team-to-calendar = The team’s calendar (.ics file)
team-upcoming = Upcoming
team-past = Past
team-about = About
team-asked = Request sent
team-unask = Take my request back
team-since = Since { $when }
team-listed = Other members see you in the list.
team-unlisted = Only those who run the team see you in the list.
team-list = Show me to members
team-unlist = Stop showing me
image-remove = Remove the picture

## Said once, after a deed

done-codes-sent = Two codes are on their way: one to each of the two addresses.
done-code-sent = Another code is on its way. The one before no longer works.
done-signed-out = You are signed out.
done-set-up = The network is open, and you run it.
done-saved = Saved.
done-photo = Your photo is saved.
done-photo-removed = Your photo is removed.
done-image-removed = The picture is removed.
done-device-ended = This device is signed out.
done-devices-ended = All other devices are signed out.
done-password = Your password is saved. Other devices are signed out.
done-email = Your address is changed. Other devices are signed out.
done-factor-off = The second factor is removed.
done-password-removed = Your password is removed. Other devices are signed out.
done-pledged = Your pledge is recorded.
done-withdrawn = Your pledge is withdrawn.
done-team-created = The team is created. You lead it.
done-asked = Your request was sent to the team.
done-accepted = The request is accepted.
done-declined = The request is declined.
done-joined = You are in the team.
done-following = You follow this team.
done-left = You are no longer in this team.
done-listed = Other members see you in the list.
done-unlisted = Other members no longer see you in the list.
done-role = The role is changed.
done-taken-out = This person is no longer in the team.

## Pages of events: lists, map, one event, answers

events-title = Events to come
events-near = Events near { $place }
events-here = Events around you
events-of-team = Events of “{ $team }”
events-of-words = Events: “{ $words }”
events-from-here = where you are
events-found = { $n ->
    [one] { $n } event to come
   *[other] { $n } events to come
 }
events-found-near = { $n ->
    [one] { $n } event within { $km } of { $place }
   *[other] { $n } events within { $km } of { $place }
 }
events-found-many = { $n ->
    [one] More than { $n } event
   *[other] More than { $n } events
 }
events-none = No event to come
events-none-near = Nothing within { $km } of { $place }
events-none-view = No event in this area
events-unknown-place = “{ $place }” is not a place we know
events-place-at-odds = “{ $place }”: this postcode is not one of that town’s
find-view = Area of the map
place-as-typed = as it stands, without a point on the map
map-label = Map of events
map-near = Map of events near { $place }
map-here = Map of events around you
map-of-team = Map of events of “{ $team }”
map-of-words = Map of events: “{ $words }”
map-closer = Zoom in
map-farther = Zoom out
map-north = Move north
map-west = Move west
map-east = Move east
map-south = Move south
map-chosen = Chosen event
map-close = Close
map-failed = The map does not answer. The list still works.
map-cluster = { $n } events
event-zone = Time in { $zone }
event-explain = Explain the cancellation
event-explain-text = The people who were coming were told of the cancellation. You can still change these texts; date and place stay as they were.
event-again = Create a new one from this one
event-back = Back to the event
event-duplicate = Duplicate
event-theirs = What somebody else wrote in the meantime
setup-used = This link opens nothing any more
setup-used-text = It works once, and changes at each start of the server. If nobody administers this network yet, take the one that “banderole serve” wrote last; otherwise, sign in.
event-gone = This event is gone
event-gone-text = It was taken down, or your account may not see it.
access-language = Language: { $language }
visibility-public = Everybody
visibility-members = Members of the network
visibility-team = Members of the team
visibility-link = Whoever has the link
audience-everyone = Everybody who sees the event
audience-coming = Only people who come
team-none = No team
answer-hidden = Hide my name from the others who come
people-title = Who is coming
people-going = Coming
people-waiting = Waiting for a place
people-declined = Not coming
people-hidden = Hidden name
people-none = Nobody yet.
done-published = The event is published.
done-draft = The event is kept as a draft. Only its organisers see it.
done-cancelled = The event is cancelled.
done-duplicated = Here is the copy, as a draft. Check the date, then publish.
form-wrong = { $label }: { $text }

## Search, and what the network says about itself

search-all = All
search-found = { $n ->
    [one] { $n } result for “{ $words }”
   *[other] { $n } results for “{ $words }”
 }
search-found-none = No result for “{ $words }”
search-found-like = { $n ->
    [one] Nothing exact for “{ $words }”. { $n } result like it
   *[other] Nothing exact for “{ $words }”. { $n } results like it
 }
search-found-some = { $n ->
    [one] Nothing with all the words of “{ $words }”. { $n } result with some
   *[other] Nothing with all the words of “{ $words }”. { $n } results with some
 }
about-title = About { $network }
accessibility-title = Accessibility statement
contact-nobody = the team that runs this network
sees-what = What is seen
sees-who = By whom
sees-event = A public event: title, time, town, team, number of people
seen-by-event = Everybody
sees-address = The exact address or the link of an event, when kept for people who come
seen-by-address = People who come, organisers, those in charge of its team, the network’s admins
sees-comers = Name and photo of people who come
seen-by-comers = The others who come, unless you hide your name; organisers, those in charge of the team, the network’s admins
sees-contact = Your e-mail address and telephone
seen-by-contact = You, and the network’s admins
sees-presence = The events you go to
seen-by-presence = You; for each event, those who see who comes to it
sees-members = The members of a team
seen-by-members = Those in charge of it; its other members see those who agreed
sees-team = An event for a team only
seen-by-team = Its members, and the organisers
sees-pledge = Your pledge, with its dates
seen-by-pledge = You
sees-devices = The devices where your account is open
seen-by-devices = You
sees-asked = The contact person of an event
seen-by-asked = Everybody who sees the event; the contact chooses what to show
sees-note = A hidden name still counts as a person.

## What one is told of

notice-gone = Something that you can no longer see
notice-somebody = Somebody
notice-people = { $n } people
notice-and-more = { $names } and { $n ->
    [one] { $n } more person
   *[other] { $n } more people
 }
notice-answer = { $n ->
    [one] { $who } is coming: { $title }
   *[other] { $who } are coming: { $title }
 }
notice-place = A place for you: { $title }
notice-changed = New time or place: { $title }
notice-cancelled = Event called off: { $title }
notice-reminder = Reminder, { $when }: { $title }
notice-there = Were you there? { $title }
notice-team_event = { $n ->
    [one] { $team }: { $title }
   *[other] { $team }: { $n } new events
 }
notice-near_event = { $n ->
    [one] New event near you: { $title }
   *[other] { $n } new events near you
 }
notice-joined = { $n ->
    [one] { $who } joined { $team }
   *[other] { $who } joined { $team }
 }
notice-request = { $n ->
    [one] { $who } asks to join { $team }
   *[other] { $who } ask to join { $team }
 }
notice-declined = “{ $team }” has declined your request
notice-role = Your role in { $team }: { $role }
notice-is = Now: { $facts }
notice-was = Before: { $facts }
notice-reason = Reason: { $reason }

notices-title = Notifications
notices-unread = { $n ->
    [one] Notifications — { $n } unread
   *[other] Notifications — { $n } unread
 }
notices-about = What has changed for you
notices-new = New
notices-none = Nothing new
notices-none-text = What concerns you comes here: answers to your events, changes, freed places, new events.
notices-read-all = Mark all as read
notices-settings = Choose what I am told of
done-notices-read = All is marked as read.

settings-title = What I am told of
settings-about = Notifications and mail, topic by topic
settings-lead = For each topic, choose how it reaches you. Whatever is not switched off is in your notifications too.
settings-topic = Topic
settings-how = How
settings-quiet = Quiet hours
settings-quiet-text = No mail is sent in these hours, but for an event that begins within twelve hours. Two equal hours: never quiet.
settings-from = From
settings-to = To
settings-digests = The daily summary is composed in the morning at 8:00, the weekly one on Thursday morning.
settings-all-off = No more mail at all
settings-all-off-text = Your notifications stay visible on the network. Mail that protects your account still comes.
done-mail-off = You will get no more mail, but for what protects your account.

topic-answer = Somebody comes to an event that I organise
topic-place = A freed place is mine
topic-changed = An event that I go to has another time or place
topic-cancelled = An event that I go to is called off
topic-reminder = Reminders of my events
topic-team_event = New event of one of my teams
topic-near_event = New event near me
topic-joined = Somebody joins a team that I manage
topic-request = Somebody asks to join a team that I manage
topic-role = My role in a team changes

delivery-none = Nothing
delivery-in_app = Here only
delivery-at_once = Mail at once
delivery-daily = Daily summary
delivery-weekly = Weekly summary

link-yes = I’m coming
link-no = I can’t come
link-there = I was there
link-not-there = I was not there
link-stop = Stop these mails
link-stop-digest = Stop this summary
link-ask = One tap, without signing in:
link-stop-text = You will get no more mail on this: { $what }. You still see it in your notifications.
link-done-yes = Noted: you’re coming
link-done-waiting = Noted: you’re on the waiting list
link-done-no = Noted: you’re not coming
link-done-there = Noted: you were there
link-done-not-there = Noted: you were not there
link-done-stop = Done: these mails stop
link-see = See the event
link-settings = Choose what I am told of
problem-link_expired = This link has expired.

# ---- news ----
menu-news = News
news-title = News
news-write = Write news
news-parts = Which news
news-for-me = For me
news-all = All
news-waiting = Not out yet
news-none = No news yet
news-none-text = News of the network, of your area and of your teams arrive here.
news-feed = Follow by Atom feed
post-pinned = Pinned
post-status-draft = Draft
post-status-scheduled = Planned
post-draft-text = only those who may edit it see it.
post-planned-text = it comes out { $when }.
post-around = Around { $places } ({ $km })
post-more-at = Find out more at { $host }
post-publish = Publish the news
post-publish-now = Publish now
post-edit = Edit the news
post-delete = Delete the news
post-delete-text = “{ $title }” goes for everybody. There is no way back.
post-keep = Keep it
post-reach-network = The whole network
post-reach-area = Around a place
label-text = Text
label-text-hint = **bold**, lists and links are possible.
fold-picture = Picture, link
label-image-alt = What the picture shows
label-image-alt-hint = For people who cannot see it. Example: A crowd in front of the town hall
label-link = Link
label-link-hint = To go further. Example: https://example.org/more
label-reach = For whom
label-around = Around
label-around-hint = Only when the news is for a place and what lies around it.
label-readers = Who can read it
fold-later = Publish later
label-out-date = Day it comes out
label-out-time = Time it comes out
label-pinned = Pin it above the others
done-post-draft = The news is kept as a draft.
done-post-planned = The news is planned: it will come out by itself.
done-post-out = The news is published.
done-post-deleted = The news is deleted.
notice-news = News: { $title }
notice-team_news = { $team }: { $title }
topic-news = News of the network, of my area or of one of my teams
problem-published = It is published: whom it is for and when do not change any more.
team-news = News
team-no-news = No news of this team yet.
home-news = News
home-all-news = All

## What the keeper reads on the command line

keeper-not-found = There is nothing of that name.
reason = { $message } ({ $code })
reason-of-field = { $field }: { $message } ({ $code })
import-line = line { $line }
import-line-of = { $file }, line { $line }
import-taken = { $place }: taken, but { $reasons }
import-known = { $place }: there already: { $reasons }
import-refused = { $place }: not taken: { $reasons }
import-there = { $name } was there before
import-role-kept = { $name } is in the team with another role, which stays as it is
import-there-on-line = { $name } is on line { $line } too
import-took = { $count } taken
import-would-take = { $count } would be taken
import-sums = { $what }: { $taken }, { $known } there already, { $refused } refused, { $warned } with a warning
import-columns = The first line names none of the columns of { $what }: { $columns }
import-empty = The file is empty: there is nothing to take.
import-column-left-out = The column { $column } is not known and left out; known are { $columns }

## Trust: proving who one is, everything about me, consents, what others see, the audit

problem-confirm = Prove first that it is you: with your password, or with a code sent by e-mail.
problem-consent_version = This wording has changed. Read it again, then answer.
confirm-title = Is it you?
confirm-lead = What you are about to do is sensitive. Prove once more that it is you; it holds for ten minutes.
confirm-go = Go on
confirm-code = Send me a code by e-mail
done-consent-withdrawn = Your agreement is withdrawn, and your pledge with it.
data-all = Everything about me
data-all-text = See what is kept about you and who sees it, and take it away as a file: data, photos, and a page to read it.
data-export = Download everything about me
ledger-agreed = You agreed to the privacy notice
ledger-disagreed = You withdrew your agreement to the privacy notice
consent-privacy = Privacy notice
consent-withdraw = Withdraw my agreement
consent-withdraw-text = Your pledge is withdrawn with it. Your account stays, for you to read or to erase.
consent-give = I agree
seen-title = What others see of me
seen-about = My name, my photo, and where they show
seen-never = Nobody sees your e-mail address, your phone or the point where you live, unless you show them yourself.
seen-strangers = People without an account
seen-nothing = They see nothing of you.
seen-by-name-organising = All members see your name, because you organise
seen-by-name-coming = Those who come see your name
seen-by-name-hidden = Only organisers see your name
seen-by-name-listed = The members of these teams see your name
seen-by-name-unlisted = Only those who run these teams see your name
admin-title = Look after the network
audit-title = Log of sensitive deeds
audit-about = Who did what, when and why
audit-lead = Nobody can change or remove a line: each is sealed together with the one before.
audit-own = Log about me
audit-own-about = Sign-ins, changes, and what was done to my account
audit-own-lead = What was done with your account, by you or by those who look after the network.
audit-empty = Nothing so far.
audit-number = No. { $number }
audit-by-keeper = the person who runs the server
audit-by-house = the server by itself
audit-by-somebody = somebody who looks after the network
audit-why-member = member
audit-why-moderator = moderator
audit-why-admin = admin
audit-why-pledge = pledge
audit-why-privacy = privacy notice
audit-deed-sign_in = Signed in
audit-deed-member_created = Account created
audit-deed-role = Role changed
audit-deed-password = Password changed or removed
audit-deed-email = E-mail address changed
audit-deed-email_undone = Change of address taken back
audit-deed-factor_on = Second step turned on
audit-deed-factor_off = Second step turned off
audit-deed-token = Access for a program created
audit-deed-sessions_ended = Devices signed out
audit-deed-consent_withdrawn = Agreement withdrawn
audit-deed-export_own = Everything about a member taken away
audit-deed-export_all = Whole network exported
audit-deed-backup = Backup made
audit-deed-viewed = Somebody’s data looked at
audit-deed-erase_asked = Erasure asked for
audit-deed-erase_undone = Erasure taken back
audit-deed-erased = Account erased
audit-deed-hide = Content hidden
audit-deed-warn = Warning given
audit-deed-suspend = Account suspended
audit-deed-restore = Brought back
audit-deed-dismiss = Report closed without action
audit-deed-appeal = Appeal against a decision of the moderators
audit-deed-uphold = Decision upheld after an appeal
audit-deed-overturn = Decision undone after an appeal

## A file of everything about one member

takeout-title = Everything that { $network } keeps about you
takeout-about = The same information is in the .json files beside this page, for other programs; your photos are in the folder “pictures”.
takeout-yes = yes
takeout-no = no
takeout-file-account = My account
takeout-file-consents = My pledge and my agreements
takeout-file-answers = Actions I answered
takeout-file-presences = Where I said I was
takeout-file-teams = My teams
takeout-file-events = Actions I organise
takeout-file-posts = News that I wrote
takeout-file-inbox = What I was told
takeout-file-settings = What I want to be told
takeout-file-devices = Where I am signed in
takeout-file-second_factor = Second factor
takeout-file-new_address = Address asked for
takeout-file-erasure = Erasure asked for
takeout-file-flags = Reports I made
takeout-file-log = Log about me
takeout-field-first_name = First name
takeout-field-last_name = Last name
takeout-field-email = E-mail
takeout-field-phone = Phone
takeout-field-photo = Photo
takeout-field-home = Town
takeout-field-lang = Language
takeout-field-role = Role
takeout-field-state = State
takeout-field-joined_at = Member since
takeout-field-title = Title
takeout-field-name = Name
takeout-field-standing = Answer
takeout-field-guests = People brought
takeout-field-note = Note
takeout-field-hidden = Name hidden
takeout-field-since = Since
takeout-field-there = I was there
takeout-field-listed = Shown in the list
takeout-field-message = Message
takeout-field-topic = Topic
takeout-field-at = When
takeout-field-read = Read
takeout-field-codes_left = Recovery codes left
takeout-field-reason = Why
takeout-field-device = Device
takeout-field-created_at = Since
takeout-field-seen_at = Last use
takeout-field-seen_from = From
takeout-field-what = What
takeout-field-deed = What was done
takeout-field-version = Wording
takeout-field-channel = Through
takeout-field-description = Text
takeout-field-starts_at = Start
takeout-field-ends_at = End
takeout-field-place = Place

## Erasing oneself

problem-last_admin = You are the only one who runs the network: give this role to somebody else first.
done-erase-asked = Your erasure is planned. You have seven days to change your mind.
done-erase-undone = Your erasure is taken back. Nothing was erased.
erase-title = Erase my account
erase-about = What goes, what is handed over, and seven days to change your mind
erase-planned = Your account will be erased { $when }. Until then everything stays as it is.
erase-undo = Keep my account
erase-goes = What goes
erase-account = Your account: names, address, phone, town, photo, password, devices, pledge and agreements
erase-answers = { $n ->
    [one] { $n } answer to an action to come: your place becomes free
   *[other] { $n } answers to actions to come: your places become free
 }
erase-notices = { $n ->
    [one] { $n } notification
   *[other] { $n } notifications
 }
erase-messages = { $n ->
    [one] { $n } message in discussions
   *[other] { $n } messages in discussions
 }
erase-team = Your place in the team “{ $name }”
erase-team-closed = The team “{ $name }”, in which nobody else is
erase-draft = Your draft “{ $name }”
erase-handed = What others take over
erase-handed-text = You can hand a team over to somebody else before: on the page of its members.
erase-team-handed = The team “{ $name }” is then led by { $lead }
erase-event-handed = The action “{ $name }” is then organised by { $heirs }
erase-stays = What stays, without your name
erase-numbers = { $n ->
    [one] { $n } past participation, as a number
   *[other] { $n } past participations, as a number
 }
erase-event = The action “{ $name }”, which others organise too
erase-event-alone = The action “{ $name }”, which nobody organises any more: if it is still to come, it is cancelled
erase-backups = Backups are deleted within 35 days; if one is restored before, you are erased from it again.
erase-now = Erase everything
erase-week = You have seven days to change your mind: sign in, and keep your account. Then nothing can be brought back.
erase-do = Erase my account
letter-hello = Hello { $first_name },
letter-erase_asked-subject = { $network }: your account will be erased
letter-erase_asked = You asked for your account to be erased. It will be { $detail }. Until then you can change your mind: sign in, and choose “Keep my account”. If it was not you, do so at once, and change your password.
letter-erase_asked-link = Keep my account
letter-address_changed-subject = { $network }: your account has another address
letter-address_changed = The address of your account is now { $detail }. Our messages go there from now on; this is the last one to the former address. If it was not you, write at once to whoever looks after the network.
letter-address_taken-subject = { $network }: somebody asked for your address
letter-address_taken = Somebody asked for your address to become that of another account. As it is that of yours, nothing changes, and there is nothing for you to do.
letter-factor_on-subject = { $network }: second factor set up
letter-factor_on = A second factor now protects your account: a code from your phone is asked for at each sign-in. If it was not you, write at once to whoever looks after the network.
letter-factor_on-link = My devices
letter-factor_off-subject = { $network }: second factor removed
letter-factor_off = The second factor of your account is removed: the password or a mailed code are enough again. If it was not you, change your password and sign your devices out.
letter-factor_off-link = My devices
letter-erased-subject = { $network }: your account is erased
letter-erased = Your account is erased, with everything that was kept about you. This is the last message that you get from us. Thank you for having been with us.

## Invitations to teams

problem-invitation_over = This invitation no longer holds: it was used or revoked, or its date has passed. Ask the team for another.
problem-too_many_invitations = The team has many open invitations already: revoke some, or wait until they are used.
flaw-link_only = How long and how many people are for links only.
invite-title = Invite
invite-by-mail = By e-mail
invite-by-link = By a link
invite-by-link-text = Whoever has the link joins the team, once signed up. It ends on its date, or when you revoke it.
invite-send = Send the invitation
invite-make-link = Create the link
invite-link = Invitation link
invite-open = Open invitations
invite-revoke = Revoke
invite-used = { $n ->
    [0] Nobody joined the team by this link, { $most } at most
    [one] { $n } person joined the team by this link, { $most } at most
   *[other] { $n } people joined the team by this link, { $most } at most
    }
invite-until = Holds until { $date }
invite-over = Holds no more
invite-offer = “{ $team }” invites you
invite-in = You are in this team already.
invite-stranger = Sign up, or sign in: you come back here, and join the team with one tap.
invite-see-team = See the team’s page
invite-yours = This team invites you: join it with one tap.
invite-stop = No more invitations to this address
invite-stopped = Noted: no other invitation will come to this address
label-emails = Addresses
label-emails-hint = One a line, 20 at most. Each gets a letter with a link that holds for two weeks.
label-days = For how many days?
label-uses-max = How many people at most?
wrong-emails-missing = Write at least one address.
done-invited = The invitation is on its way.
done-invite-link = The link is ready: here it is in the list.
done-revoked = The invitation is revoked.
notice-invitation = “{ $team }” invites you
topic-invitation = A team invites me
letter-team_invitation-subject = { $by } invites you to join “{ $team }”
letter-team_invitation-hello = Hello,
letter-team_invitation = { $by } invites you to join the team “{ $team }” on { $network }, where people meet to act near home.
letter-team_invitation-link = See the invitation
letter-team_invitation-until = It holds until { $until }, once. If you do not know this person, ignore this message: nothing is done in your name.
letter-team_invitation-stop = No more invitations to this address
takeout-file-invitations = Invitations to teams
takeout-field-by_me = Sent by me
takeout-field-decision = Decision
takeout-field-appeal = My appeal
takeout-field-appealed_at = Appealed
takeout-field-appeal_answer = Answer to the appeal

## People of an older list, who are asked to join

claim-title = { $network } invites you
claim-text = Hello { $first_name }. You were with us before: { $network } now has a network of its own, where people meet to act near home. This is what we know of you, from an older list.
claim-unseen = Nobody else sees it unless you join. You can correct all of it.
claim-known-name = Name
claim-known-email = E-mail address
claim-known-phone = Telephone
claim-known-place = Town
claim-not-me = This is not me, or I do not want to
claim-not-me-text = Everything above is erased at once, and no other invitation comes to this address.
claim-forget = Erase what concerns me
claim-forgotten = Erased: nothing about you is left here
problem-claim_over = This invitation no longer holds: it was used, or its date has passed. You can sign up like everybody, or sign in.
flaw-joined_already = This person has joined already.
flaw-wants_no_invitation = At this address somebody asked for no more invitations.
letter-claim-subject = { $network } invites you to join its network
letter-claim-hello = Hello { $first_name },
letter-claim = Your address is in our lists. { $network } now has a network of its own, where people meet to act near home. Nothing of you is visible there: you are a member only if you decide so.
letter-claim-link = See the invitation
letter-claim-until = It holds until { $until }. If this is not you, the same page erases everything that we have under this name.
letter-claim-stop = No more invitations to this address
letter-claim_again-subject = Reminder: { $network } invites you to join its network
letter-claim_again-hello = Hello { $first_name },
letter-claim_again = We wrote to you a week ago: { $network } now has a network of its own, where people meet to act near home. This message is the last: without an answer we will not write to you about it any more.
letter-claim_again-link = See the invitation
letter-claim_again-until = It holds until { $until }. If this is not you, the same page erases everything that we have under this name.
letter-claim_again-stop = No more invitations to this address
import-invited = { $n ->
    [one] { $n } invitation goes out by e-mail; a reminder follows a week later
   *[other] { $n } invitations go out by e-mail, in about { $minutes } minutes; a reminder follows a week later
    }
import-would-invite = { $n ->
    [one] { $n } invitation would go out by e-mail
   *[other] { $n } invitations would go out by e-mail, in about { $minutes } minutes
    }
member-invited = { $n ->
    [0] Nobody to invite: whoever has not joined was asked within a month, or wants no invitation.
    [one] { $n } invitation goes out by e-mail; a reminder follows a week later.
   *[other] { $n } invitations go out by e-mail; a reminder follows a week later.
    }

## Reports and moderation

flag-title = Report
flag-lead = The moderators of the network will see it, and answer you. Nobody else will know that it comes from you.
flag-about = What is it about?
flag-itself-event = The event itself
flag-itself-team = The team itself
flag-itself-post = The news itself
flag-itself-member = The person
flag-kind-event = Event
flag-kind-team = Team
flag-kind-post = News
flag-kind-member = Member
flag-reason = Why?
flag-reason-hate = Hate or discrimination
flag-reason-harassment = Harassment or threats
flag-reason-violence = Call to violence
flag-reason-private_data = Somebody’s private life
flag-reason-deceit = False or misleading
flag-reason-spam = Advertising, off topic
flag-reason-illegal = Against the law
flag-reason-other = Something else
flag-text = In a few words
flag-text-hint = What one should know to understand.
flag-send = Send the report
flag-waits = Not looked at yet
flag-answer-hide = Looked at: it can no longer be seen. Thank you.
flag-answer-warn = Looked at: a warning was given. Thank you.
flag-answer-suspend = Looked at: an account was suspended. Thank you.
flag-answer-restore = Looked at: it can be seen again.
flag-answer-nothing = Looked at: nothing against the rules was found. Thank you for keeping watch.
flag-answer-overturn = Looked at again after an appeal: the decision was undone.
flags-own = My reports
flags-own-about = What you reported, and the answer
flags-none = You have reported nothing.
moderation-title = Moderation
moderation-about = Reports and appeals that wait
moderation-none = All is dealt with
moderation-none-text = No report and no appeal waits.
case-flags = { $n ->
    [one] { $n } report
   *[other] { $n } reports
 }
case-gone = Gone since
case-gone-text = It is not there any more: all that is left is to close the case.
case-open = See the page
case-hidden-event = This event is hidden.
case-hidden-team = This team is hidden.
case-hidden-post = This piece of news is hidden.
case-hidden-member = This account is suspended.
case-people = Who answers for it
case-of-person = Case of the person
case-said = Reports
case-no-flags = No report.
case-history = Decisions
case-decide = Decide
case-own = This concerns you: somebody else has to decide.
case-appeal = Appeal
case-appeal-against = Against:
case-appeal-other = Somebody other than who decided or appeals has to look at this appeal.
case-ruling = Decision
ruling-hide = Hide
ruling-warn = Warn
ruling-suspend = Suspend the account
ruling-restore = Restore
ruling-nothing = Do nothing
ruled-hide = Hidden
ruled-warn = Warning
ruled-suspend = Account suspended
ruled-restore = Restored
ruled-nothing = No action
case-message = Message to whoever answers for it
case-message-hint = Needed to hide, warn, suspend or uphold: what is wrong, and which rule it breaks. Sent with the decision; do not say who reported.
case-note = Note
case-note-hint = For moderators only.
case-send = Decide
moderated-hide = “{ $title }” can no longer be seen.
moderated-warn = This is a warning about “{ $title }”.
moderated-restore = “{ $title }” can be seen again.
moderated-member-warn = This is a warning.
moderated-member-suspend = Your account is suspended. You can still sign in to take your data away or erase it.
moderated-member-restore = Your account is no longer suspended.
moderated-message = Message from the moderators: { $message }
problem-flagged = You have reported this already: the answer will come.
problem-hidden = The moderators have hidden this: only they can restore it.
problem-ruling = This is not possible as things stand: somebody else may have decided meanwhile.
done-flagged = Thank you, your report is sent.
done-decided = The decision is made.
letter-flag_answered-subject = { $network }: your report
letter-flag_answered = You reported something. { $detail }
letter-flag_answered-link = My reports
letter-moderated-subject = { $network }: a decision of the moderators
letter-moderated = The moderators of the network have made a decision. { $detail }
letter-moderated-link = Decisions of the moderators
decisions-title = Decisions of the moderators
decisions-about = What was decided, why, and how to appeal
decisions-lead = You may appeal once against each decision made against you, within six months.
decisions-none = No decision
decisions-none-text = The moderators decided nothing about you.
decisions-oneself = about you
appeal-make = Appeal against this decision
appeal-text = Why should it be looked at again?
appeal-hint = Once for each decision. Somebody else looks at it again, if more than one person moderates the network, and answers you by letter.
appeal-send = Send
appeal-yours = You appealed:
appeal-waits = Not looked at yet
ruling-uphold = Uphold the decision
ruling-overturn = Undo the decision
ruled-uphold = Decision upheld
ruled-overturn = Decision undone
moderated-uphold = “{ $title }”: the decision was looked at again after an appeal, and stands.
moderated-overturn = “{ $title }”: the decision was looked at again after an appeal, and is undone.
moderated-member-uphold = The decision about you was looked at again after an appeal, and stands.
moderated-member-overturn = The decision about you was looked at again after an appeal, and is undone.
moderated-appeal = You may appeal against this decision once, on the page “Decisions of the moderators” of your account.
problem-appealed = There is no appeal against this decision, or none any more.
done-appealed = Your appeal is sent.
takeout-file-decisions = Decisions of the moderators

## Discussions

problem-locked = This discussion is closed: nothing can be added to it.
problem-message_gone = This message was taken back.
threads-title = Discussions
threads-private = In private
threads-none = Nobody has written anything here yet.
thread-unread = { $n ->
    [one] { $n } new
   *[other] { $n } new
    }
thread-said = { $n ->
    [one] { $n } message
   *[other] { $n } messages
    }
thread-locked = Closed
thread-begin = Start a discussion
threads-for-events = Discussions here are for those who come to the event and for its organisers.
threads-for-teams = Discussions here are for the members of the team.
thread-write-events = Write to the organisers
thread-write-teams = Write to those who run the team
thread-ask-teams = In private, to those who run the team: nobody else reads it.
thread-ask-events = In private, to the event’s organisers: nobody else reads it.
thread-send = Send
thread-is-private = In private, between whoever started the discussion and those it is addressed to.
thread-is-locked = This discussion is closed.
thread-first = From the beginning
thread-before = Earlier messages
thread-after = Later messages
thread-unsent = Your message, which could not be sent
thread-nobody = Somebody who is here no more
thread-new = New
thread-untitled = No subject
thread-gone = Message taken back
thread-edited = Edited, { $when }
thread-until = Until { $when }
thread-take-back = Take back
thread-seen = I have read everything
thread-mute = Stop telling me of this discussion
thread-unmute = Tell me of this discussion
thread-lock = Close the discussion
thread-unlock = Open the discussion again
thread-edit = Edit the message
thread-edit-text = What the message said before stays visible.
label-subject = Subject
label-message = Message
label-answer = Your answer
done-said = The message is sent.
done-muted = You will not be told of this discussion any more.
done-unmuted = You will be told of this discussion.
done-seen = Noted.
done-locked = The discussion is closed.
done-unlocked = The discussion is open again.
done-taken-back = The message is taken back.
notice-thread = { $n ->
    [one] { $who } wrote in “{ $title }”
   *[other] { $who } wrote in “{ $title }”
    }
topic-thread = New message in my discussions
takeout-file-messages = What I wrote in discussions
