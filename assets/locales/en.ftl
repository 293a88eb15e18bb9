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
problem-cancelled = This action is cancelled.
problem-capacity_below_going = More people are coming than this number of places.
problem-closing = The service is restarting. Come back in { $wait }.
problem-code_void = This code is no longer good. Ask for another one.
problem-cross_site = This form has expired or comes from another site. Reload the page, then send it again.
problem-email_taken = This address already has an account.
problem-full = There is no place left.
problem-given_twice = A field is given twice.
problem-idempotency_key = This key was used for another request.
problem-index = The search is being put in order. Come back in { $wait }.
problem-internal = Something failed on our side. Try again; if it goes on, give the number below to whoever runs the network.
problem-invalid = Some of the information is to be corrected.
problem-invitation_only = This team is joined by invitation. Write to the team to ask for one.
problem-last_lead = A team always keeps someone who leads it: hand this role over first.
problem-method_not_allowed = This address does not allow that.
problem-not_allowed = This page is for other people of the network.
problem-not_found = There is nothing at this address, or no longer.
problem-not_in_team = This person is not in the team.
problem-not_published = This action is not published yet.
problem-past = This action is over.
problem-pledge = Pledge your support first.
problem-pledge_version = The wording of the pledge has changed. Read it again, then try again.
problem-sign_in = Sign in to go on.
problem-stale = Someone else changed this meanwhile. Read it again, then try again.
problem-storage_failed = The disk does not answer as it should. Come back in { $wait }.
problem-storage_full = The disk of the network is full: nothing can be saved for now.
problem-suspended = Your account is suspended.
problem-too_large = What was sent is too large. A photo may have 8 MB.
problem-too_many = Too many requests. Come back in { $wait }.
problem-too_many_leads = The team already has as many leads as it can have.
problem-too_slow = The request did not arrive in time. Try again when the network is better.
problem-unknown_field = A field is not known to this operation.
problem-wrong_media_type = This format is not accepted here.
problem-wrong_type = A value does not have the type that is expected.

field-animated = This picture moves. Send a still picture: JPEG, PNG or WebP.
field-avif = AVIF files are not accepted. Send a JPEG, PNG or WebP picture.
field-bad_character = A character cannot be read here: write it another way.
field-bad_form = This is not written as expected.
field-bad_parameter = This value cannot be read.
field-bad_time = This is no date and time. Example: 2026-11-28T10:30:00+01:00
field-bmp = BMP files are not accepted. Send a JPEG, PNG or WebP picture.
field-broken = This picture is damaged or incomplete. Try to save it again.
field-empty = This file is empty.
field-ends_before_start = The end comes before the start.
field-gif = GIF files are not accepted. Send a JPEG, PNG or WebP picture.
field-given_twice = This field is given twice.
field-heavy_webp = This WebP picture is too heavy to open. Save it as JPEG or PNG.
field-heic = This is a HEIC picture, the format of iPhones. Choose “Most Compatible” in the settings of the camera, or send a screenshot of the photo.
field-ico = ICO files are not accepted. Send a JPEG, PNG or WebP picture.
field-jpeg_xl = JPEG XL files are not accepted. Send a JPEG, PNG or WebP picture.
field-missing = This is missing.
field-must_accept = Tick this box to go on.
field-needs_near = This order needs a place.
field-needs_team = An action for a team needs a team.
field-needs_words = This order needs words to look for.
field-not_a_picture = This file is not a picture. Send a JPEG, PNG or WebP picture.
field-other_version = The wording has changed meanwhile. Read it again.
field-out_of_range = This number is out of range: from 1 to { $n }.
field-pdf = This is a PDF. Send a JPEG, PNG or WebP picture.
field-place_or_link = A place is missing, or a link to take part online.
field-psd = Photoshop files are not accepted. Send a JPEG, PNG or WebP picture.
field-svg = SVG drawings are not accepted. Send a JPEG, PNG or WebP picture.
field-tiff = TIFF files are not accepted. Send a JPEG, PNG or WebP picture.
field-too_large = This picture is too heavy: 8 MB at most.
field-too_long = This is too long: { $n } characters at most.
field-too_long_event = An action lasts 7 days at most.
field-too_many = These are too many: { $n } at most.
field-too_many_guests = These are too many guests: { $n } at most.
field-too_many_pixels = This picture is too big: 8,000 pixels a side and 40 million in all, at most.
field-too_short = This is too short: { $n } characters at least.
field-town_or_point = The town or the point on the map is missing.
field-unknown_field = This field is not known.
field-unknown_kind = This kind of action is not offered.
field-unknown_place = This place is not known. Try the name of the town or its postcode.
field-unknown_value = This choice is not offered.
field-video = This is a video. Send a JPEG, PNG or WebP picture.
field-wrong_code = { $n ->
    [one] This is not the code. { $n } try left.
   *[other] This is not the code. { $n } tries left.
 }
field-wrong_credentials = The address or the password does not match.
field-wrong_type = This value does not have the type that is expected.

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
event-full-text = A freed place goes to the first person in line.
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
answer-none = You’re not coming
answer-waiting = You’re { $rank } in line
answer-waiting-text = We tell you when a place is free.
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
