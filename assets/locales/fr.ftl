### Every text in French. Keys and placeables are the same as in en.ftl. Plain spaces before ; : ! ? » and after «.

## Times and waits

today = aujourd'hui
tomorrow = demain
wait-seconds = { $n ->
    [one] { $n } seconde
   *[other] { $n } secondes
 }
wait-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
 }
wait-hours = { $n ->
    [one] { $n } heure
   *[other] { $n } heures
 }
