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
