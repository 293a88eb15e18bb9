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

## The frame of every page

skip = Aller au contenu
menu = Menu principal
menu-events = Actions
menu-teams = Équipes
menu-new = Créer
menu-search = Chercher
menu-me = Moi
signin = Connexion
foot-about = À propos
foot-privacy = Confidentialité
foot-legal = Mentions légales
foot-accessibility = Accessibilité
foot-api = API
pages = Suite de la liste
pages-first = Revenir au début
pages-next = Voir la suite

## Forms

form-optional = (facultatif)
form-errors = { $n ->
    [one] { $n } point à corriger
   *[other] { $n } points à corriger
 }
place-suggestions = Lieux proposés
place-none = Aucun lieu de ce nom
place-which = De quel lieu s’agit-il ?
place-around-me = Autour de moi
place-here = Autour de moi
place-wait = Recherche de votre position…
place-denied = Votre téléphone n’a pas donné votre position. Écrivez une commune ou un code postal.
photo-words = Aperçu|Agrandir|Réduire|Vers la gauche|Vers la droite|Vers le haut|Vers le bas|Tourner|Retirer la photo

## Events in lists, the answer

event-online = En ligne
event-cancelled = Annulée
event-draft = Brouillon
event-draft-text = Visible par vous seulement.
event-past = C’est passé
event-full = Complet
event-full-text = Une place libérée revient à la première personne en attente.
event-going = { $n ->
    [one] { $n } personne y va
   *[other] { $n } personnes y vont
 }
event-came = { $n ->
    [one] { $n } personne y est allée
   *[other] { $n } personnes y sont allées
 }
event-were-coming = { $n ->
    [one] { $n } personne devait venir
   *[other] { $n } personnes devaient venir
 }
event-needs = { $n ->
    [one] Il manque { $n } personne
   *[other] Il manque { $n } personnes
 }
event-places-left = { $n ->
    [one] { $n } place libre
   *[other] { $n } places libres
 }
answer-title = Participer
answer-come = Je viens
answer-decline = Je ne viens plus
answer-full = Complet : me prévenir
answer-going = Vous venez
answer-none = Vous ne venez pas
answer-waiting = Vous êtes { $rank } en attente
answer-waiting-text = Nous vous prévenons si une place se libère.
answer-with-guests = { $n ->
    [one] avec { $n } personne en plus
   *[other] avec { $n } personnes en plus
 }
answer-options = Préciser

## Teams in lists

team-members = { $n ->
    [one] { $n } membre
   *[other] { $n } membres
 }
team-mine = Vous en êtes membre
team-dormant = En sommeil

## Said by scripts

js-waiting-going = Vous venez (en attente du réseau)
js-waiting-declined = Vous ne venez pas (en attente du réseau)
js-leave = Des réponses attendent le réseau. Les jeter et se déconnecter ?
js-copied = Lien copié
js-offline = Hors ligne — vu à { $time }
