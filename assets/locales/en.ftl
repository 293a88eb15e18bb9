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
