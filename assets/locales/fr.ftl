### Every text in French. Keys and placeables are the same as in en.ftl. Plain spaces before ; : ! ? » and after «.

## Times and waits

today = aujourd’hui
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

## When something fails: a heading by status, a sentence by code, a sentence by flaw of a field

status-400 = Demande illisible
status-401 = Connexion nécessaire
status-403 = Accès réservé
status-404 = Introuvable
status-405 = Demande impossible
status-408 = Trop lent
status-409 = Pas possible maintenant
status-412 = Modifié entre-temps
status-413 = Trop volumineux
status-415 = Format refusé
status-422 = À corriger
status-429 = Trop de demandes
status-500 = Une erreur de notre côté
status-503 = Service occupé
status-other = La demande a échoué

back-home = Retour à l’accueil

problem-bad_form_data = Le formulaire ne peut pas être lu. Rechargez la page, puis envoyez-le de nouveau.
problem-bad_json = Le contenu envoyé n’est pas du JSON.
problem-bad_parameter = Un paramètre de l’adresse ne peut pas être lu.
problem-bad_request = La demande ne peut pas être comprise.
problem-busy = Il y a trop à faire en ce moment. Revenez dans { $wait }.
problem-cancelled = Cette action est annulée.
problem-capacity_below_going = Plus de personnes viennent que ce nombre de places.
problem-closing = Le service redémarre. Revenez dans { $wait }.
problem-code_void = Ce code ne vaut plus rien. Demandez-en un autre.
problem-cross_site = Ce formulaire a expiré ou vient d’un autre site. Rechargez la page, puis envoyez-le de nouveau.
problem-email_taken = Cette adresse a déjà un compte.
problem-full = Il n’y a plus de place.
problem-given_twice = Un champ est donné deux fois.
problem-idempotency_key = Cette clé a déjà servi pour une autre demande.
problem-index = La recherche se remet en ordre. Revenez dans { $wait }.
problem-internal = Quelque chose a échoué chez nous. Essayez de nouveau ; si cela continue, donnez le numéro ci-dessous à qui gère le réseau.
problem-invalid = Certains renseignements sont à corriger.
problem-invitation_only = On rejoint cette équipe sur invitation. Écrivez à l’équipe pour la demander.
problem-last_lead = Une équipe garde toujours une personne qui l’anime : confiez d’abord ce rôle à quelqu’un.
problem-method_not_allowed = Cette adresse ne permet pas cela.
problem-not_allowed = Cette page est réservée à d’autres personnes du réseau.
problem-not_found = Il n’y a rien à cette adresse, ou plus rien.
problem-not_in_team = Cette personne n’est pas dans l’équipe.
problem-not_published = Cette action n’est pas encore publiée.
problem-past = Cette action est terminée.
problem-pledge = Il faut d’abord donner votre soutien.
problem-pledge_version = Le texte du soutien a changé. Relisez-le, puis recommencez.
problem-sign_in = Connectez-vous pour continuer.
problem-stale = Quelqu’un d’autre a modifié cela entre-temps. Relisez, puis recommencez.
problem-storage_failed = Le disque ne répond pas comme il faut. Revenez dans { $wait }.
problem-storage_full = Le disque du réseau est plein : rien ne peut être enregistré pour l’instant.
problem-suspended = Votre compte est suspendu.
problem-too_large = Ce qui a été envoyé est trop volumineux. Une photo peut faire 8 Mo.
problem-too_many = Trop de demandes. Revenez dans { $wait }.
problem-too_many_leads = L’équipe a déjà toutes les personnes qui peuvent l’animer.
problem-too_slow = La demande n’est pas arrivée à temps. Essayez de nouveau quand le réseau est meilleur.
problem-unknown_field = Un champ n’est pas connu de cette opération.
problem-wrong_media_type = Ce format n’est pas accepté ici.
problem-wrong_type = Une valeur n’a pas le type attendu.

field-animated = Cette image bouge. Envoyez une image fixe : JPEG, PNG ou WebP.
field-avif = Les fichiers AVIF ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
field-bad_character = Un caractère ne peut pas être lu ici : écrivez-le autrement.
field-bad_form = Ce n’est pas écrit comme attendu.
field-bad_parameter = Cette valeur ne peut pas être lue.
field-bad_time = Ce n’est ni une date ni une heure. Exemple : 2026-11-28T10:30:00+01:00
field-bmp = Les fichiers BMP ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
field-broken = Cette image est abîmée ou incomplète. Essayez de l’enregistrer de nouveau.
field-empty = Ce fichier est vide.
field-ends_before_start = La fin vient avant le début.
field-gif = Les fichiers GIF ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
field-given_twice = Ce champ est donné deux fois.
field-heavy_webp = Cette image WebP est trop lourde à ouvrir. Enregistrez-la en JPEG ou PNG.
field-heic = C’est une image HEIC, le format des iPhone. Choisissez « Le plus compatible » dans les réglages de l’appareil photo, ou envoyez une capture de la photo.
field-ico = Les fichiers ICO ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
field-jpeg_xl = Les fichiers JPEG XL ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
field-missing = Il manque ce renseignement.
field-must_accept = Cochez cette case pour continuer.
field-needs_near = Ce classement a besoin d’un lieu.
field-needs_team = Une action réservée à une équipe a besoin d’une équipe.
field-needs_words = Ce classement a besoin de mots à chercher.
field-not_a_picture = Ce fichier n’est pas une image. Envoyez une image JPEG, PNG ou WebP.
field-other_version = Le texte a changé entre-temps. Relisez-le.
field-out_of_range = Ce nombre est hors des limites : de 1 à { $n }.
field-pdf = C’est un PDF. Envoyez une image JPEG, PNG ou WebP.
field-place_or_link = Il manque un lieu, ou un lien pour participer en ligne.
field-psd = Les fichiers Photoshop ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
field-svg = Les dessins SVG ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
field-tiff = Les fichiers TIFF ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
field-too_large = Cette image est trop lourde : 8 Mo au plus.
field-too_long = C’est trop long : { $n } caractères au plus.
field-too_long_event = Une action dure 7 jours au plus.
field-too_many = C’est trop : { $n } au plus.
field-too_many_guests = C’est trop d’invités : { $n } au plus.
field-too_many_pixels = Cette image est trop grande : 8 000 pixels de côté et 40 millions en tout, au plus.
field-too_short = C’est trop court : { $n } caractères au moins.
field-town_or_point = Il manque la commune ou le point sur la carte.
field-unknown_field = Ce champ n’est pas connu.
field-unknown_kind = Ce type d’action n’est pas proposé.
field-unknown_place = Ce lieu n’est pas connu. Essayez le nom de la commune ou son code postal.
field-unknown_value = Ce choix n’est pas proposé.
field-video = C’est une vidéo. Envoyez une image JPEG, PNG ou WebP.
field-wrong_code = { $n ->
    [one] Ce n’est pas ce code. Encore { $n } essai.
   *[other] Ce n’est pas ce code. Encore { $n } essais.
 }
field-wrong_credentials = L’adresse ou le mot de passe ne convient pas.
field-wrong_type = Cette valeur n’a pas le type attendu.

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
