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
problem-not_cancelled = Cette action n’est pas annulée.
problem-cancelled = Cette action est annulée.
problem-capacity_below_going = Plus de personnes viennent que ce nombre de places.
problem-closing = Le service redémarre. Revenez dans { $wait }.
problem-code_void = Ce code ne vaut plus rien. Demandez-en un autre.
problem-cross_site = Ce formulaire a expiré ou vient d’un autre site. Rechargez la page, puis envoyez-le de nouveau.
problem-email_taken = Cette adresse a déjà un compte.
problem-factor_off = Il n’y a pas de second facteur.
problem-factor_on = Il y a déjà un second facteur.
problem-factor_required = Le réseau demande un second facteur à votre rôle : il ne peut être retiré.
problem-full = Il n’y a plus de place.
problem-has_a_picture = Il y a déjà une image.
problem-name_taken = Autre chose porte déjà ce nom ou cette adresse.
problem-given_twice = Un champ est donné deux fois.
problem-idempotency_key = Cette clé a déjà servi pour une autre demande.
problem-index = La recherche se remet en ordre. Revenez dans { $wait }.
problem-input = Ce qui devait être lu s’est interrompu.
problem-internal = Quelque chose a échoué chez nous. Essayez de nouveau ; si cela continue, écrivez à qui gère le réseau.
problem-invalid = Certains renseignements sont à corriger.
problem-invitation_only = On rejoint cette équipe sur invitation. Écrivez à l’équipe pour la demander.
problem-in_team = Cette personne est dans l’équipe : quelqu’un d’autre a accepté sa demande.
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
problem-too_large = Ce qui a été envoyé est trop volumineux.
too-large-text = Ce qui a été envoyé est trop volumineux : { $n } Ko au plus.
too-large-picture = Cette image est trop lourde : { $n } Mo au plus.
problem-too_many = Trop de demandes. Revenez dans { $wait }.
problem-too_many_leads = L’équipe a déjà toutes les personnes qui peuvent l’animer.
problem-too_slow = La demande n’est pas arrivée à temps. Essayez de nouveau quand le réseau est meilleur.
problem-unknown_field = Un champ n’est pas connu de cette opération.
problem-wrong_media_type = Ce format n’est pas accepté ici.
problem-wrong_type = Une valeur n’a pas le type attendu.

flaw-bad_date = Cette date n’est pas complète. Exemple : 28/11/2026
flaw-date_past = Cette date est passée. Corrigez-la, ou cochez la case si l’action a déjà eu lieu.
flaw-bad_hour = Cette heure n’est pas complète. Exemple : 18:30
flaw-which_place = Plusieurs lieux portent ce nom : choisissez lequel.
flaw-animated = Cette image bouge. Envoyez une image fixe : JPEG, PNG ou WebP.
flaw-avif = Les fichiers AVIF ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
flaw-bad_character = Un caractère ne peut pas être lu ici : écrivez-le autrement.
flaw-bad_line = Ligne { $n } : ce n’est pas une adresse complète. Exemple : ines@exemple.fr
flaw-bad_form = Ce n’est pas écrit comme attendu.
flaw-bad_parameter = Cette valeur ne peut pas être lue.
flaw-bad_time = Ce n’est ni une date ni une heure. Exemple : 2026-11-28T10:30:00+01:00
flaw-below_zero = Ce nombre ne peut pas être négatif.
flaw-bmp = Les fichiers BMP ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
flaw-broken = Cette image est abîmée ou incomplète. Essayez de l’enregistrer de nouveau.
flaw-empty = Ce fichier est vide.
flaw-ends_before_start = La fin vient avant le début.
flaw-far_from_point = Cette commune est loin de ce point. Corrigez l’un des deux.
flaw-erased = L’un des deux réseaux a effacé ce membre : rien n’est repris.
flaw-gif = Les fichiers GIF ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
flaw-given_twice = Ce champ est donné deux fois.
flaw-heavy_webp = Cette image WebP est trop lourde à ouvrir. Enregistrez-la en JPEG ou PNG.
flaw-heic = C’est une image HEIC, le format des iPhone. Choisissez « Le plus compatible » dans les réglages de l’appareil photo, ou envoyez une capture de la photo.
flaw-ico = Les fichiers ICO ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
flaw-jpeg_xl = Les fichiers JPEG XL ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
flaw-missing = Il manque ce renseignement.
flaw-must_accept = Cochez cette case pour continuer.
flaw-needs_near = Ce classement a besoin d’un lieu.
flaw-needs_team = Une action réservée à une équipe a besoin d’une équipe.
flaw-needs_words = Ce classement a besoin de mots à chercher.
flaw-no_files = Les fichiers de cette image manquent dans le dossier.
flaw-not_a_picture = Ce fichier n’est pas une image. Envoyez une image JPEG, PNG ou WebP.
flaw-not_there = Ce que cette ligne nomme n’est pas là.
flaw-other_version = Le texte a changé entre-temps. Relisez-le.
flaw-out_of_range = Ce nombre est hors des limites : de 1 à { $n }.
flaw-pdf = C’est un PDF. Envoyez une image JPEG, PNG ou WebP.
flaw-place_or_link = Il manque un lieu, ou un lien pour participer en ligne.
flaw-psd = Les fichiers Photoshop ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
flaw-same_address = C’est déjà l’adresse de votre compte.
flaw-several_places = Plusieurs lieux portent ce nom : choisissez le bon ci-dessous.
flaw-svg = Les dessins SVG ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
flaw-tiff = Les fichiers TIFF ne sont pas acceptés. Envoyez une image JPEG, PNG ou WebP.
flaw-too_common = Ce mot de passe fait partie des plus courants, ou s’en écarte trop peu : prenez plutôt plusieurs mots sans rapport entre eux.
flaw-too_large = Cette image est trop lourde : 8 Mo au plus.
flaw-too_long = C’est trop long : { $n } caractères au plus.
flaw-too_long_event = Une action dure 7 jours au plus.
flaw-too_many = C’est trop : { $n } au plus.
flaw-too_many_guests = C’est trop d’accompagnants : { $n } au plus.
flaw-too_many_pixels = Cette image est trop grande : 8 000 pixels de côté et 40 millions en tout, au plus.
flaw-too_personal = Votre nom, votre adresse ou le nom du réseau se devinent : prenez plutôt plusieurs mots sans rapport avec eux.
flaw-too_short = C’est trop court : { $n } caractères au moins.
flaw-too_simple = C’est trop simple à deviner : prenez plusieurs mots ou plus de lettres différentes.
flaw-town_or_point = Il manque la commune ou le point sur la carte.
flaw-unknown_field = Ce champ n’est pas connu.
flaw-unknown_kind = Ce type d’action n’est pas proposé.
flaw-unknown_place = Ce lieu n’est pas connu. Essayez le nom de la commune ou son code postal.
flaw-place_like = Ce lieu n’est pas connu. Choisissez-en un de nom proche, ou écrivez un code postal.
flaw-place_unlisted = Ce lieu n’est pas connu. Corrigez-le, ou choisissez ci-dessous ; « tel quel » le garde comme vous l’avez écrit.
flaw-other_postcode = Ce code postal n’est pas celui de cette commune. Corrigez l’un des deux, ou choisissez le lieu.
flaw-postcode_of_another = Ce code postal n’est pas celui de cette commune : la commune a fait foi.
flaw-unknown_value = Ce choix n’est pas proposé.
flaw-video = C’est une vidéo. Envoyez une image JPEG, PNG ou WebP.
flaw-wrong_code = { $n ->
    [one] Ce n’est pas ce code. Encore { $n } essai.
   *[other] Ce n’est pas ce code. Encore { $n } essais.
 }
flaw-wrong_credentials = L’adresse ou le mot de passe ne convient pas.
flaw-wrong_password = Ce n’est pas votre mot de passe actuel.
flaw-wrong_totp = Ce code n’est pas le bon, ou a déjà servi.
wrong-totp-left = { $n ->
    [one] Ce code n’est pas le bon, ou a déjà servi. Encore { $n } essai.
   *[other] Ce code n’est pas le bon, ou a déjà servi. Encore { $n } essais.
 }
flaw-wrong_type = Cette valeur n’a pas le type attendu.
flaw-cut = Ce texte a été coupé à un mot : { $n } caractères au plus.
flaw-no_such_point = Aucun point de la Terre n’a ces degrés.
flaw-not_json = Cette ligne n’est pas du JSON.
flaw-not_utf8 = Cette ligne n’est pas écrite en UTF-8.
flaw-quote_open = Un guillemet ouvert sur cette ligne n’est jamais refermé.
flaw-more_values = Il y a plus de valeurs que de colonnes : un texte qui contient le séparateur demande des guillemets autour.
flaw-not_joined_yet = Cette personne est invitée, mais n’a pas encore rejoint le réseau.
flaw-in_future = Cette date est encore à venir.
flaw-phone_left_out = Ce n’est pas un numéro de téléphone : il est laissé de côté.
flaw-role_kept = Le rôle que ce membre a dans cette équipe reste comme il est.
flaw-waits = L’action est complète : cette réponse est sur la liste d’attente.
flaw-off_the_map = Cette commune n’est pas connue : elle reste telle qu’elle est écrite, et n’est près de rien.
flaw-place_left_out = Ce lieu n’est pas connu : il est laissé de côté.
flaw-unknown_answer = Une réponse est « going » ou « declined ».
flaw-unknown_column = Un nom de cette ligne n’est pas une colonne connue.
flaw-unknown_columns = La première ligne ne nomme aucune colonne connue.
flaw-unknown_event = Aucun événement ne porte ce nom.
flaw-unknown_member = Aucun membre n’a cette adresse.
flaw-unknown_postcode = Ce code postal n’est pas connu : la commune a fait foi.
flaw-unknown_role = Un rôle est « follower », « member », « manager » ou « lead ».
flaw-unknown_team = Aucune équipe ne porte ce nom.

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
event-full-text = Une place libérée revient à la première personne en attente dont le groupe tient.
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
answer-organising = Vous organisez
answer-none = Vous ne venez pas
answer-unanswered = Vous n’avez pas encore répondu.
answer-waiting = Vous êtes { $rank } en attente
answer-waiting-text = Les places libérées sont données dans l’ordre, dès qu’elles se libèrent.
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

## Home

home-title = Accueil
home-lead = Voyez les actions près de chez vous, venez, ou proposez la vôtre.
home-where = Votre commune ou code postal
home-see = Voir les actions
home-join-text = Envie d’agir avec nous ?
home-join = Rejoindre
home-next = Les prochaines actions
home-all-events = Toutes les actions
home-first = La première action arrive
home-first-text = Rejoignez le réseau : vous pourrez la proposer.
home-how = Comment ça marche
home-how-1 = Regardez autour de vous
home-how-1-text = Tractages, réunions, porte-à-porte, fêtes : tout est rangé par jour et par distance.
home-how-2 = Dites « Je viens »
home-how-2-text = Un geste suffit. Vous savez où, quand, et qui organise.
home-how-3 = Proposez la vôtre
home-how-3-text = Un type d’action, un lieu, une heure : elle est en ligne en une minute.
home-events = actions à venir
home-teams = équipes
home-see-teams = Voir les équipes
home-hello = Bonjour { $name }
home-no-place = Nous ne savons pas où vous êtes.
home-set-place = Indiquer ma commune
home-mine = Mes prochaines actions
home-agenda = Mon agenda
home-needs = On manque de monde près de chez vous
home-all-needs = Tout voir
home-fresh = Nouveau près de chez vous
home-my-teams = Mes équipes
home-no-team = Vous n’êtes dans aucune équipe.

## Finding events

find-label = Choisir un lieu et des filtres
find-teams = Choisir un lieu
find-anywhere = Partout
find-change = Modifier
find-place = Commune ou code postal
find-radius = À moins de
find-here = Chercher ici
find-filters = Filtres
find-list = Liste
find-map = Carte
find-needs = Besoin de monde
find-dates = Dates
find-any-day = Tous les jours
find-when-today = Aujourd’hui
find-when-weekend = Ce week-end
find-when-week = 7 jours
find-from = Du
find-to = Au
find-kinds = Types d’action
find-apply = Appliquer
find-words = « { $words } »
find-team-unknown = Équipe inconnue
find-on-the-spot = Sur place
events-day = { $n ->
    [one] { $n } action
   *[other] { $n } actions
 }
events-none-text = Élargissez la recherche, ou proposez la première action.
events-wider = Chercher plus loin
events-online = Voir les actions en ligne
events-anywhere = Chercher partout
map-not-online = Les actions en ligne sont dans la liste, pas sur la carte.
map-skip = Passer la carte, aller à la liste

## One event

event-propose = Proposer une action
event-is-cancelled = Cette action est annulée.
event-to-calendar = Ajouter à mon agenda
event-address-hidden = L’adresse exacte s’affiche pour les personnes qui viennent.
event-link-hidden = Le lien s’affiche pour les personnes qui viennent.
event-route = Itinéraire
event-of-places = { $n ->
    [one] sur { $n } place
   *[other] sur { $n } places
 }
event-waiting = { $n ->
    [one] { $n } personne attend une place.
   *[other] { $n } personnes attendent une place.
 }
event-see-people = Voir la liste
event-who-sees = Les noms sont vus par les personnes qui organisent et celles qui viennent.
event-organisers = Qui organise
event-contact = Une question ?
event-near = Aussi près d’ici
event-cancel = Annuler l’action
event-cancel-title = Annuler cette action ?
event-cancel-text = { $n ->
    [one] { $n } personne devait venir. L’action reste visible, marquée comme annulée.
   *[other] { $n } personnes devaient venir. L’action reste visible, marquée comme annulée.
 }
event-keep = La garder
share = Partager
edit = Modifier
save = Enregistrer
answer-changed-mind = Si vous changez d’avis, un geste suffit.
answer-guests = Je viens avec
answer-alone = personne d’autre
answer-note = Un mot pour qui organise
answer-note-hint = Par exemple : « J’apporte une table. »
receipt-title = C’est noté, vous venez
receipt-waiting = Vous n’avez pas encore de place. Si une place se libère pour vous, nous vous préviendrons.
receipt-at = Reçu à { $time }

## Creating and editing an event

event-past-ok = L’action a déjà eu lieu
event-new = Proposer une action
event-edit = Modifier l’action
event-publish = Publier l’action
event-keep-draft = Garder en brouillon
label-kind = Type d’action
label-title = Titre
label-title-hint = Ce qui se passe, en quelques mots. Exemple : Distribution de tracts au marché
label-day = Jour
label-start = Heure
label-where = Où
label-where-hint = Commune ou code postal. Pour une action en ligne, laissez vide et donnez le lien plus bas.
fold-end = Fin
label-end-day = Jour de fin
label-end = Heure de fin
label-end-hint = Sans réponse, la durée habituelle de ce type d’action.
fold-place = Adresse, lien
label-place-name = Nom du lieu
label-place-name-hint = Exemple : Place du Marché, devant la boulangerie
label-street = Rue et numéro
label-address-for = Qui voit l’adresse exacte ?
label-online = Lien pour participer en ligne
label-online-hint = Exemple : https://visio.exemple.org/salle
label-online-for = Qui voit le lien ?
fold-text = Description, image
label-description = Description
label-description-hint = Le programme, ce qu’il faut apporter, comment vous trouver. **gras**, listes et liens sont possibles.
label-image = Image
label-image-hint = JPEG, PNG ou WebP, 8 Mo au plus.
fold-people = Nombre de personnes
label-wanted = Personnes souhaitées
label-wanted-hint = « Il manque 2 personnes » s’affiche tant que ce nombre n’est pas atteint.
label-capacity = Places au plus
label-capacity-hint = Au-delà, une liste d’attente.
label-guests = Accompagnants par personne, au plus
fold-contact = Équipe, contact
label-team = Équipe
label-contact-hint = Ce que vous écrivez ici est vu par toutes les personnes qui voient l’action.
label-contact-name = Nom du contact
label-email = Adresse e-mail
label-phone = Téléphone
fold-access = Accessibilité, langue
access-wheelchair = Accessible en fauteuil
access-children = Les enfants sont bienvenus
access-sign = Interprétée en langue des signes
label-language = Langue parlée
label-language-hint = Si ce n’est pas celle du réseau.
fold-visibility = Qui voit l’action
label-visibility = Cette action est vue par
label-reason = Pourquoi
label-reason-hint = Cette phrase s’affiche en haut de la page de l’action.

## Joining, coming back

signup-title = Rejoindre
signup-coming = Une fois votre adresse confirmée, votre réponse pour « { $title } » sera enregistrée.
signup-have = Déjà membre ?
signup-names-hint = Vos noms sont vus par les personnes qui organisent les actions où vous allez, et par celles qui y viennent.
signup-email-hint = Pour confirmer votre inscription. Personne d’autre ne la voit.
signup-place-hint = Pour vous montrer ce qui se passe près de chez vous.
signup-password-again = À taper de nouveau : cette page ne vous renvoie jamais un mot de passe.
signup-password-hint = { $n ->
    [one] Au moins { $n } caractère. Sans mot de passe, un code vous est envoyé à chaque connexion.
   *[other] Au moins { $n } caractères. Sans mot de passe, un code vous est envoyé à chaque connexion.
 }
signup-pledge = Je soutiens
signup-who-sees = Qui voit quoi ?
signup-send = Recevoir mon code
label-first-name = Prénom
label-last-name = Nom
label-photo = Photo
label-photo-hint = Vue par les mêmes personnes que votre nom. JPEG, PNG ou WebP, 8 Mo au plus.
label-password = Mot de passe
photo-now = Votre photo
photo-new = Choisir une photo
photo-keep = Garder cette photo
photo-skip = Plus tard
photo-remove = Retirer ma photo
code-title = Votre code
code-sent = Nous avons envoyé un code de 6 caractères à
code-correct = Corriger l’adresse
code-label = Code reçu par e-mail
code-hint = { $n ->
    [one] Il est valable { $n } minute. Les espaces et les majuscules ne comptent pas.
   *[other] Il est valable { $n } minutes. Les espaces et les majuscules ne comptent pas.
 }
code-send = Confirmer
code-nothing = Rien reçu ? Regardez dans les courriers indésirables.
code-again = Envoyer un autre code
code-wait = Vous pourrez demander un autre code dans { $wait }.
signin-title = Vous revoilà
signin-code = Recevoir un code par e-mail
signin-by-password = Avec un mot de passe
signin-new = Pas encore membre ?
signout = Me déconnecter

## Mine

suspended-list = Cette liste ne s’affiche pas tant que votre compte est suspendu.
me-suspended = Votre compte est suspendu : vous pouvez voir ce qui est à vous, contester la décision et vous déconnecter, rien d’autre.
agenda-title = Mon agenda
agenda-about = Où je vais, ce que j’organise
agenda-parts = Parties de mon agenda
agenda-empty = Rien de prévu
agenda-empty-text = Regardez ce qui se passe près de chez vous, ou proposez une action.
profile-title = Mon profil
profile-about = Nom, photo, commune, langue
profile-seen = Ce que les autres voient
profile-seen-text = Vu par les personnes qui organisent les actions où vous allez, et par celles qui y viennent.
profile-photo = Changer ma photo
profile-place-hint = Sert à trier les actions par distance. La commune s’affiche sous votre nom.
profile-phone-hint = Personne ne le voit sans votre accord.
label-lang = Langue
data-title = Mes données
data-pledged = Vous soutenez la campagne
data-not-pledged = Vous ne soutenez pas la campagne
data-ledger = Ce qui est enregistré
pledge-give = Je soutiens
pledge-withdraw = Retirer mon soutien
pledge-withdraw-text = Votre compte reste. Vous ne pourrez plus créer d’action ni d’équipe.
email-title = Adresse e-mail
email-about = Ce compte est à l’adresse
email-lead = La nouvelle adresse doit être à vous : deux codes sont envoyés, l’un à l’adresse actuelle, l’autre à la nouvelle. Rien ne change avant que les deux soient tapés ici.
email-new = Nouvelle adresse
email-send = Envoyer les deux codes
email-waiting = Deux codes sont partis, à { $old } et à { $new }. Tapez-les ici : ils sont valables 15 minutes.
label-old-code = Code reçu à l’adresse actuelle
label-new-code = Code reçu à la nouvelle adresse
email-change = Changer l’adresse
email-stop = Garder l’adresse actuelle
email-lost = Vous ne recevez plus rien à l’adresse actuelle ? Écrivez à qui tient le réseau : l’adresse peut être changée de là.

second-title = Second facteur
second-hint = Les six chiffres de votre application, ou l’un de vos codes de secours.
second-over = Trop d’essais, ou trop tard, pour le code du second facteur : connectez-vous de nouveau.
second-lost = Téléphone et codes de secours perdus ? Écrivez à qui tient le réseau.
label-totp = Code
factor-title = Second facteur
factor-is-on = Demandé à chaque connexion
factor-is-off = Pas encore en place
factor-about = Avec un second facteur, connaître votre mot de passe ou lire vos messages ne suffit plus pour entrer dans votre compte : une application de votre téléphone donne un code de six chiffres, à taper à chaque connexion.
factor-about-lost = Des codes de secours, à noter sur papier, servent si le téléphone se perd.
factor-begin = Mettre en place le second facteur
factor-owed = Votre rôle demande un second facteur. Tant qu’il n’est pas en place, vous avez les droits d’un simple membre.
factor-step-app = Installez une application d’authentification : Aegis, FreeOTP, ou celle que vous avez déjà.
factor-step-secret = Faites lire ce dessin par son appareil photo, ou tapez-y la clé qui est dessous.
factor-qr = Code QR pour l’application d’authentification : il contient la clé écrite dessous
factor-key = Clé :
factor-open-app = Ouvrir dans l’application
factor-step-code = Tapez ici le code qu’elle affiche.
factor-turn-on = Activer
factor-stop = Laisser tomber
factor-since = Un code est demandé à chaque connexion depuis : { $when }.
factor-papers = Codes de secours
factor-papers-told = Le second facteur est en place.
factor-papers-text = Notez ces codes sur papier et gardez-les loin du téléphone : ils ne seront plus jamais montrés. Chacun sert une fois à la place du code de l’application.
factor-papers-kept = Je les ai notés
factor-papers-left = { $n ->
    [one] Il vous en reste { $n }.
   *[other] Il vous en reste { $n }.
 }
factor-papers-new = Nouveaux codes de secours
factor-off = Retirer le second facteur

security-title = Appareils et mot de passe
security-about = Où votre compte est ouvert
devices-title = Appareils connectés
device-this = Cet appareil
device-end = Déconnecter
device-end-all = Déconnecter tous les autres
password-change = Changer de mot de passe
password-set = Choisir un mot de passe
password-now = Mot de passe actuel
password-new = Nouveau mot de passe
password-hint = { $n ->
    [one] Au moins { $n } caractère.
   *[other] Au moins { $n } caractères.
 }

## Teams

team-new = Créer une équipe
team-create = Créer l’équipe
team-edit = Modifier l’équipe
team-join = Rejoindre l’équipe
team-follow = Suivre
team-following = Vous suivez cette équipe
team-unfollow = Ne plus suivre
team-leave = Quitter l’équipe
team-join-ask = Demander à rejoindre
team-ask-send = Envoyer la demande
team-ask-message = Un mot à l’équipe (facultatif)
team-requests = Demandes à rejoindre l’équipe
team-requests-wait = Des personnes demandent à rejoindre l’équipe.
team-requests-see = Voir les demandes
team-accept = Accepter
team-decline = Refuser
label-join-policy = Comment rejoint-on l’équipe ?
join-policy-open = Librement : qui veut en fait partie aussitôt
join-policy-approval = Sur demande : la gestion de l’équipe accepte ou refuse
join-policy-invitation = Sur invitation seulement
team-by-invitation = On rejoint cette équipe sur invitation : demandez une invitation à l’une des personnes qui animent l’équipe.
team-followers = { $n ->
    [one] { $n } personne la suit
   *[other] { $n } personnes la suivent
 }
team-dormant-text = Cette équipe n’a rien fait depuis deux mois.
team-leads = Qui anime
team-people = Qui y est
team-no-event = Rien de prévu
team-no-event-text = Proposez une action à l’équipe.
team-no-past = Aucune action passée.
team-manage = Membres de l’équipe
team-role-of = Rôle de { $name }
team-remove = Retirer
team-same = Une équipe de ce nom existe déjà près de là.
team-sure = Créer quand même une autre équipe
role-follower = Suit l’équipe
role-member = Membre
role-manager = Gestion
role-lead = Animation
teams-all = Toutes les équipes
teams-none-text = Créez la vôtre : il suffit d’un nom et d’un lieu.
label-team-name = Nom de l’équipe
label-team-name-hint = Exemple : Montreuil Centre
label-team-where-hint = La commune ou le quartier où elle agit.
label-team-description-hint = Qui vous êtes, ce que vous faites, quand vous vous retrouvez.
label-team-kind = Quelle sorte d’équipe ?
label-links = Liens
label-links-hint = Une adresse par ligne. Exemple : https://chat.exemple.org/montreuil
fold-more = Autres réglages

## Search, errors, texts

search-title = Chercher
search-label = Mots à chercher
search-example = tractage, marché, Montreuil…
search-go = Chercher
search-partial = Recherche partielle : l’index est en cours de préparation.
search-none = Rien trouvé
search-none-text = Essayez des mots plus courts, ou un lieu.
error-number = Numéro à citer si vous nous écrivez : { $number }
error-retry = Réessayer
unsent-out = Il faut d’abord vous connecter
unsent-out-text = Rien de ce que vous avez écrit n’est perdu. Connectez-vous, ou inscrivez-vous, dans l’onglet qui s’ouvre, puis revenez ici pour l’envoyer.
unsent-old = Encore un geste
unsent-old-text = Cette page était ouverte depuis une connexion précédente. Rien n’est perdu : relisez, puis envoyez de nouveau.
unsent-typed = Ce que vous avez écrit
unsent-files = Les fichiers, les mots de passe et les codes ne sont pas gardés : vous pourrez les ajouter ensuite.
unsent-as = Vous êtes { $name } : ce sera envoyé à votre nom.
unsent-back = Retour à la page
unsent-other = Votre texte
unsent-field-note = Note
unsent-field-message = Message
unsent-send = Envoyer de nouveau
error-without = Voir sans ces filtres
error-value = { $name } : { $text }
offline-title = Pas de réseau
offline-text = Les pages déjà vues s’ouvrent quand même. Vos réponses partiront au retour du réseau.
credits-title = Données et logiciels
credits-places = Lieux : INSEE, La Poste, IGN (Licence Ouverte 2.0) ; GeoNames (CC BY 4.0). Noms des pays : Unicode CLDR (Unicode License v3).
credits-map = Carte : Natural Earth (domaine public) ; IGN (Licence Ouverte 2.0).
credits-parts = Pictogrammes Lucide (ISC), police Bricolage Grotesque (SIL OFL 1.1), Leaflet (BSD), topojson-client (ISC).
api-about = Tout ce que l’on fait ici peut aussi se faire par un programme. Le contrat complet :
api-groups = Groupes d’opérations
api-name = Nom
api-kind = Sorte
api-meaning = Sens
api-answer = Réponse

## Values that break a rule, told more exactly

wrong-email-bad_form = L’adresse n’est pas complète. Exemple : ines@exemple.fr
wrong-phone-bad_form = Un numéro n’a que des chiffres, des espaces et + - . ( ). Exemple : 06 12 34 56 78
wrong-links-bad_form = Une adresse complète par ligne, qui commence par https://. Exemple : https://chat.exemple.org/montreuil
wrong-url-bad_form = Une adresse complète, qui commence par https://. Exemple : https://visio.exemple.org/montreuil
wrong-at-bad_form = Ce n’est pas une date avec une heure. Exemple : 2026-11-28T10:30:00+01:00
wrong-country-bad_form = Deux lettres. Exemple : FR
wrong-lat-bad_form = Des degrés, de -90 à 90. Exemple : 48.8638
wrong-lon-bad_form = Des degrés, de -180 à 180. Exemple : 2.4485
wrong-capacity-bad_form = Un nombre entier. Exemple : 20
wrong-wanted-bad_form = Un nombre entier. Exemple : 6
wrong-guests_max-bad_form = Un nombre entier, de 0 à 20. Exemple : 2
wrong-guests_max-out_of_range = Un nombre entier, de 0 à 20. Exemple : 2
wrong-days-bad_form = Un nombre entier de jours, de 1 à 90. Exemple : 14
wrong-uses_max-bad_form = Un nombre entier, de 1 à 500. Exemple : 20
wrong-old_code-missing = Écrivez le code reçu à l’adresse actuelle.
wrong-new_code-missing = Écrivez le code reçu à la nouvelle adresse.
wrong-from-bad_parameter = Ce n’est pas une date. Exemple : 2026-11-28T10:30:00+01:00
wrong-to-bad_parameter = Ce n’est pas une date. Exemple : 2026-11-28T10:30:00+01:00
wrong-when-bad_parameter = Ce choix de dates n’est pas proposé : « today », « weekend » ou « week ».
wrong-kind-bad_parameter = Ce type n’est pas proposé par ce réseau.
wrong-radius_km-bad_parameter = Un nombre de kilomètres, de 0,1 à 500. Exemple : 20
wrong-near-bad_parameter = Une latitude et une longitude. Exemple : 48.8638,2.4485
wrong-bbox-bad_parameter = Quatre nombres : ouest, sud, est, nord. Exemple : 2.2,48.8,2.6,49.0
wrong-online-bad_parameter = « true » ou « false ».
wrong-needs_people-bad_parameter = « true » ou « false ».
wrong-limit-bad_parameter = Un nombre entier, de 1 à 100. Exemple : 20
wrong-q-bad_parameter = Écrivez les mots à chercher. Exemple : q=tractage
wrong-team-bad_parameter = Ce n’est pas l’identifiant d’une équipe.
wrong-after-bad_parameter = La suite de cette liste ne se trouve plus ainsi : reprenez la liste à son début.
wrong-photo-missing = Choisissez d’abord une photo.
wrong-code-missing = Écrivez le code reçu par e-mail.
wrong-name-missing = Donnez un nom à l’équipe.
wrong-place-missing = Indiquez une commune ou un code postal.

## Account pages

code-lost = Ce code se confirme dans le navigateur qui l’a demandé, dans le quart d’heure. Demandez-en un autre ici.
address-title = Corriger l’adresse
address-text = Le reste de votre inscription est gardé. Un nouveau code part à l’adresse corrigée.
setup-title = Ouvrir le réseau
setup-text = Vous serez la première personne à administrer ce réseau. Cette page ne sert qu’une fois.
setup-send = Créer mon compte
label-place = Commune ou code postal
label-pledge = Votre soutien
label-privacy = Vos données
label-new-password = Nouveau mot de passe
label-code = Code
label-name = Nom de l’équipe

## Pages of mine

agenda-coming = Je viens
agenda-waiting = En attente
agenda-organising = J’organise
agenda-drafts = Brouillons
agenda-past = Passé
device-seen = Dernière activité : { $when }
device-program = Accès pour un programme
device-unknown = Appareil inconnu
password-remove = Retirer mon mot de passe
password-remove-text = Ensuite, un code vous est envoyé par e-mail à chaque connexion. Vos autres appareils sont déconnectés.
ledger-given = Vous avez donné votre soutien
ledger-withdrawn = Vous avez retiré votre soutien
ledger-wording = Texte n° { $n }
channel-signup = à l’inscription
channel-page = sur cette page
channel-api = par un programme
channel-import = par le fichier de la campagne
channel-keeper = par la personne qui gère le serveur

## Pages of teams

teams-title = Équipes
teams-mine = Mes équipes
teams-parts = Sortes d’équipes
teams-kind-local = Locales
teams-kind-thematic = Thématiques
teams-kind-support = De soutien
teams-none = Aucune équipe ici
teams-nearest = Les plus proches d’abord.
teams-by-name = Par ordre alphabétique.
teams-count = { $n ->
    [one] { $n } équipe
   *[other] { $n } équipes
 }
team-kind-local = Équipe locale
team-kind-thematic = Équipe thématique
team-kind-support = Équipe de soutien
team-kind-long-local = Locale : un quartier, une commune
team-kind-long-thematic = Thématique : un sujet, un métier
team-kind-long-support = De soutien : autour d’une personne ou d’une cause
team-all-events = Toutes les actions de l’équipe, avec les filtres et la carte
team-to-calendar = Le calendrier de l’équipe (fichier .ics)
team-upcoming = À venir
team-past = Passé
team-about = À propos
team-asked = Demande envoyée
team-unask = Retirer ma demande
team-since = Depuis { $when }
team-listed = Les autres membres vous voient dans la liste.
team-unlisted = Seules les personnes qui gèrent l’équipe vous voient dans la liste.
team-list = Me montrer aux membres
team-unlist = Ne plus me montrer
image-remove = Retirer l’image

## Said once, after a deed

done-codes-sent = Deux codes sont partis : un à chacune des deux adresses.
done-code-sent = Un autre code est parti. Le précédent ne vaut plus.
done-signed-out = Cet appareil est déconnecté.
done-set-up = Le réseau est ouvert, et vous l’administrez.
done-saved = C’est enregistré.
done-photo = Votre photo est enregistrée.
done-photo-removed = Votre photo est retirée.
done-image-removed = L’image est retirée.
done-device-ended = Cet appareil est déconnecté.
done-devices-ended = Tous les autres appareils sont déconnectés.
done-password = Votre mot de passe est enregistré. Les autres appareils sont déconnectés.
done-email = Votre adresse est changée. Les autres appareils sont déconnectés.
done-factor-off = Le second facteur est retiré.
done-password-removed = Votre mot de passe est retiré. Les autres appareils sont déconnectés.
done-pledged = Votre soutien est enregistré.
done-withdrawn = Votre soutien est retiré.
done-team-created = L’équipe est créée. Vous l’animez.
done-asked = Votre demande est envoyée à l’équipe.
done-accepted = La demande est acceptée.
done-declined = La demande est refusée.
done-joined = Vous êtes dans l’équipe.
done-following = Vous suivez cette équipe.
done-left = Vous n’êtes plus dans cette équipe.
done-listed = Les autres membres vous voient dans la liste.
done-unlisted = Les autres membres ne vous voient plus dans la liste.
done-role = Le rôle est changé.
done-taken-out = Cette personne n’est plus dans l’équipe.

## Pages of events: lists, map, one event, answers

events-title = Actions à venir
events-near = Actions près de { $place }
events-here = Actions autour de vous
events-of-team = Actions de « { $team } »
events-of-words = Actions : « { $words } »
events-from-here = votre position
events-found = { $n ->
    [one] { $n } action à venir
   *[other] { $n } actions à venir
 }
events-found-near = { $n ->
    [one] { $n } action à moins de { $km } de { $place }
   *[other] { $n } actions à moins de { $km } de { $place }
 }
events-found-many = { $n ->
    [one] Plus de { $n } action
   *[other] Plus de { $n } actions
 }
events-none = Aucune action à venir
events-none-near = Rien à moins de { $km } de { $place }
events-none-view = Aucune action dans cette zone
events-unknown-place = « { $place } » n’est pas un lieu connu
events-place-at-odds = « { $place } » : ce code postal n’est pas celui de cette commune
find-view = Zone de la carte
place-as-typed = tel quel, sans point sur la carte
map-label = Carte des actions
map-near = Carte des actions près de { $place }
map-here = Carte des actions autour de vous
map-of-team = Carte des actions de « { $team } »
map-of-words = Carte des actions : « { $words } »
map-closer = Voir de plus près
map-farther = Voir de plus loin
map-north = Vers le nord
map-west = Vers l’ouest
map-east = Vers l’est
map-south = Vers le sud
map-chosen = Action choisie
map-close = Fermer
map-failed = La carte ne répond pas. La liste reste utilisable.
map-cluster = { $n } actions
event-zone = Heure de { $zone }
event-explain = Expliquer l’annulation
event-explain-text = Les personnes inscrites ont été prévenues de l’annulation. Vous pouvez encore changer ces textes ; la date et le lieu restent ce qu’ils étaient.
event-again = En créer une nouvelle à partir de celle-ci
event-back = Revenir à l’action
event-duplicate = Dupliquer
event-theirs = Ce que quelqu’un d’autre a écrit entre-temps
setup-used = Ce lien n’ouvre plus rien
setup-used-text = Il ne sert qu’une fois, et change à chaque démarrage du serveur. Si personne n’administre encore ce réseau, prenez celui que « banderole serve » a écrit en dernier ; sinon, connectez-vous.
event-gone = Cette action n’existe plus
event-gone-text = Elle a été retirée, ou elle n’est pas visible avec votre compte.
access-language = Langue : { $language }
visibility-public = Tout le monde
visibility-members = Les membres du réseau
visibility-team = Les membres de l’équipe
visibility-link = Les personnes qui ont le lien
audience-everyone = Toutes les personnes qui voient l’action
audience-coming = Seulement les personnes qui viennent
team-none = Aucune équipe
answer-hidden = Cacher mon nom aux autres personnes qui viennent
people-title = Qui vient
people-going = Viennent
people-waiting = En attente d’une place
people-declined = Ne viennent pas
people-hidden = Nom caché
people-none = Personne pour l’instant.
done-published = L’action est publiée.
done-draft = L’action est gardée en brouillon : seules les personnes qui l’organisent la voient.
done-cancelled = L’action est annulée.
done-duplicated = Voici la copie, en brouillon. Vérifiez la date, puis publiez.
form-wrong = { $label } : { $text }

## Search, and what the network says about itself

search-all = Tout
search-found = { $n ->
    [one] { $n } résultat pour « { $words } »
   *[other] { $n } résultats pour « { $words } »
 }
search-found-none = Aucun résultat pour « { $words } »
search-found-like = { $n ->
    [one] Rien d’exact pour « { $words } ». { $n } résultat proche
   *[other] Rien d’exact pour « { $words } ». { $n } résultats proches
 }
search-found-some = { $n ->
    [one] Rien avec tous les mots de « { $words } ». { $n } résultat avec une partie
   *[other] Rien avec tous les mots de « { $words } ». { $n } résultats avec une partie
 }
about-title = À propos de { $network }
accessibility-title = Déclaration d’accessibilité
contact-nobody = l’équipe qui gère ce réseau
sees-what = Ce qui se voit
sees-who = Par qui
sees-event = Une action publique : titre, heure, commune, équipe, nombre de personnes
seen-by-event = Tout le monde
sees-address = L’adresse exacte ou le lien d’une action, quand ils sont réservés aux personnes qui viennent
seen-by-address = Les personnes qui viennent, celles qui organisent, les responsables de son équipe, l’administration du réseau
sees-comers = Le nom et la photo des personnes qui viennent
seen-by-comers = Les autres personnes qui viennent, sauf si vous cachez votre nom ; celles qui organisent, les responsables de l’équipe, l’administration du réseau
sees-contact = Votre adresse e-mail et votre téléphone
seen-by-contact = Vous, et l’administration du réseau
sees-presence = Les actions où vous allez
seen-by-presence = Vous ; pour chaque action, les personnes qui voient qui y vient
sees-members = Les membres d’une équipe
seen-by-members = Ses responsables ; ses autres membres voient celles et ceux qui l’ont accepté
sees-team = Une action réservée à une équipe
seen-by-team = Ses membres, et les personnes qui l’organisent
sees-pledge = Votre soutien, avec ses dates
seen-by-pledge = Vous
sees-devices = Les appareils où votre compte est ouvert
seen-by-devices = Vous
sees-asked = La personne à contacter pour une action
seen-by-asked = Toutes les personnes qui voient l’action ; le contact choisit ce qu’il montre
sees-note = Un nom caché compte toujours pour une personne.

## Ce dont on est prévenu

notice-gone = Quelque chose que vous ne pouvez plus voir
notice-somebody = Quelqu’un
notice-people = { $n } personnes
notice-and-more = { $names } et { $n ->
    [one] { $n } autre personne
   *[other] { $n } autres personnes
 }
notice-answer = { $n ->
    [one] { $who } vient : { $title }
   *[other] { $who } viennent : { $title }
 }
notice-place = Une place pour vous : { $title }
notice-changed = Changement d’heure ou de lieu : { $title }
notice-cancelled = Action annulée : { $title }
notice-reminder = Rappel, { $when } : { $title }
notice-there = Vous y étiez ? { $title }
notice-team_event = { $n ->
    [one] { $team } : { $title }
   *[other] { $team } : { $n } nouvelles actions
 }
notice-near_event = { $n ->
    [one] Nouvelle action près de chez vous : { $title }
   *[other] { $n } nouvelles actions près de chez vous
 }
notice-joined = { $n ->
    [one] { $who } a rejoint { $team }
   *[other] { $who } ont rejoint { $team }
 }
notice-request = { $n ->
    [one] { $who } demande à rejoindre { $team }
   *[other] { $who } demandent à rejoindre { $team }
 }
notice-declined = « { $team } » n’a pas retenu votre demande
notice-role = Votre rôle dans { $team } : { $role }
notice-is = Maintenant : { $facts }
notice-was = Avant : { $facts }
notice-reason = Raison : { $reason }

notices-title = Notifications
notices-unread = { $n ->
    [one] Notifications — { $n } non lue
   *[other] Notifications — { $n } non lues
 }
notices-about = Ce qui a changé pour vous
notices-new = Nouveau
notices-none = Rien de neuf
notices-none-text = Ici arrive ce qui vous concerne : réponses à vos actions, changements, places libérées, nouvelles actions.
notices-read-all = Tout marquer comme lu
notices-settings = Choisir ce qui me prévient
done-notices-read = Tout est marqué comme lu.

settings-title = Ce qui me prévient
settings-about = Notifications et e-mails, sujet par sujet
settings-lead = Pour chaque sujet, choisissez comment il vous parvient. Tout ce qui n’est pas coupé se trouve aussi dans vos notifications.
settings-topic = Sujet
settings-how = Comment
settings-quiet = Heures calmes
settings-quiet-text = Aucun e-mail n’est envoyé pendant ces heures, sauf pour une action qui commence dans les douze heures. Deux heures égales : jamais calme.
settings-from = De
settings-to = À
settings-digests = Le résumé quotidien est composé le matin à 8 h, le résumé de la semaine le jeudi matin.
settings-all-off = Ne plus recevoir aucun e-mail
settings-all-off-text = Vos notifications restent visibles sur le réseau. Les e-mails qui protègent votre compte continuent d’arriver.
done-mail-off = Vous ne recevrez plus d’e-mails, sauf ceux qui protègent votre compte.

topic-answer = On vient à une action que j’organise
topic-place = Une place libérée est pour moi
topic-changed = Une action où je vais change d’heure ou de lieu
topic-cancelled = Une action où je vais est annulée
topic-reminder = Rappels de mes actions
topic-team_event = Nouvelle action d’une de mes équipes
topic-near_event = Nouvelle action près de chez moi
topic-joined = On rejoint une équipe que je gère
topic-request = On demande à rejoindre une équipe que je gère
topic-role = Mon rôle dans une équipe change

delivery-none = Rien
delivery-in_app = Ici seulement
delivery-at_once = E-mail aussitôt
delivery-daily = Résumé quotidien
delivery-weekly = Résumé de la semaine

link-yes = Je viens
link-no = Je ne peux pas venir
link-there = J’y étais
link-not-there = Je n’y étais pas
link-stop = Arrêter ces e-mails
link-stop-digest = Arrêter ce résumé
link-ask = Un seul geste, sans vous connecter :
link-stop-text = Vous ne recevrez plus d’e-mails sur ce sujet : { $what }. Vous le verrez encore dans vos notifications.
link-done-yes = C’est noté : vous venez
link-done-waiting = C’est noté : vous êtes sur la liste d’attente
link-done-no = C’est noté : vous ne venez pas
link-done-there = C’est noté : vous y étiez
link-done-not-there = C’est noté : vous n’y étiez pas
link-done-stop = C’est fait : ces e-mails s’arrêtent
link-see = Voir l’action
link-settings = Choisir ce qui me prévient
problem-link_expired = Ce lien a expiré.

# ---- news ----
menu-news = Actus
news-title = Actualités
news-write = Écrire une actualité
news-parts = Quelles actualités
news-for-me = Pour moi
news-all = Toutes
news-waiting = À paraître
news-none = Pas encore d’actualité
news-none-text = Les nouvelles du réseau, de votre région et de vos équipes arrivent ici.
news-feed = Suivre par flux Atom
post-pinned = Épinglée
post-status-draft = Brouillon
post-status-scheduled = Programmée
post-draft-text = elle n’est visible que des personnes qui peuvent la modifier.
post-planned-text = elle paraît { $when }.
post-around = Autour de { $places } ({ $km })
post-more-at = En savoir plus sur { $host }
post-publish = Publier l’actualité
post-publish-now = Publier maintenant
post-edit = Modifier l’actualité
post-delete = Supprimer l’actualité
post-delete-text = « { $title } » disparaît pour tout le monde. On ne peut pas revenir en arrière.
post-keep = La garder
post-reach-network = Tout le réseau
post-reach-area = Autour d’un lieu
label-text = Texte
label-text-hint = **gras**, listes et liens sont possibles.
fold-picture = Image, lien
label-image-alt = Ce que montre l’image
label-image-alt-hint = Pour les personnes qui ne la voient pas. Exemple : Une foule sur la place de la mairie
label-link = Lien
label-link-hint = Pour aller plus loin. Exemple : https://exemple.fr/suite
label-reach = Pour qui
label-around = Autour de
label-around-hint = Seulement si l’actualité est pour un lieu et ses environs.
label-readers = Qui peut la lire
fold-later = Publier plus tard
label-out-date = Jour de parution
label-out-time = Heure de parution
label-pinned = L’épingler au-dessus des autres
done-post-draft = L’actualité est gardée en brouillon.
done-post-planned = L’actualité est programmée : elle paraîtra d’elle-même.
done-post-out = L’actualité est publiée.
done-post-deleted = L’actualité est supprimée.
notice-news = Actualité : { $title }
notice-team_news = { $team } : { $title }
topic-news = Actualité du réseau, de ma région ou d’une de mes équipes
problem-published = C’est publié : à qui c’est adressé et quand ne changent plus.
team-news = Actualités
team-no-news = Pas encore d’actualité de cette équipe.
home-news = Actualités
home-all-news = Toutes

## Ce que lit qui administre, en ligne de commande

keeper-not-found = Il n’y a rien de ce nom.
reason = { $message } ({ $code })
reason-of-field = { $field } : { $message } ({ $code })
import-line = ligne { $line }
import-line-of = { $file }, ligne { $line }
import-taken = { $place } : pris, mais { $reasons }
import-known = { $place } : déjà là : { $reasons }
import-refused = { $place } : refusé : { $reasons }
import-there = { $name } était déjà là
import-role-kept = { $name } est dans l’équipe avec un autre rôle, qui reste comme il est
import-there-on-line = { $name } est aussi à la ligne { $line }
import-took = { $count } pris
import-would-take = { $count } seraient pris
import-sums = { $what } : { $taken }, { $known } déjà là, { $refused } refusés, { $warned } avec un avertissement
import-columns = La première ligne ne nomme aucune des colonnes de { $what } : { $columns }
import-empty = Le fichier est vide : il n’y a rien à prendre.
import-column-left-out = La colonne { $column } n’est pas connue et reste de côté ; sont connues { $columns }

## Confiance : prouver qui l’on est, tout ce qui me concerne, accords, ce que voient les autres, journal

problem-confirm = Prouvez d’abord que c’est bien vous : avec votre mot de passe, ou avec un code envoyé par e-mail.
problem-consent_version = Ce texte a changé. Relisez-le, puis répondez.
confirm-title = C’est bien vous ?
confirm-lead = Ce que vous allez faire est sensible. Prouvez encore une fois que c’est vous ; cela vaut dix minutes.
confirm-go = Continuer
confirm-code = M’envoyer un code par e-mail
done-consent-withdrawn = Votre accord est retiré, et votre soutien avec lui.
data-all = Tout ce qui me concerne
data-all-text = Voyez ce qui est gardé sur vous et qui le voit, et emportez-le dans un fichier : données, photos, et une page pour le lire.
data-export = Télécharger tout ce qui me concerne
ledger-agreed = Vous avez accepté la notice de confidentialité
ledger-disagreed = Vous avez retiré votre accord à la notice de confidentialité
consent-privacy = Notice de confidentialité
consent-withdraw = Retirer mon accord
consent-withdraw-text = Votre soutien est retiré avec lui. Votre compte reste, pour le lire ou l’effacer.
consent-give = J’accepte
seen-title = Ce que les autres voient de moi
seen-about = Mon nom, ma photo, et où ils paraissent
seen-never = Personne ne voit votre adresse e-mail, votre téléphone ni le point où vous habitez, sauf si vous les montrez vous-même.
seen-strangers = Les personnes sans compte
seen-nothing = Elles ne voient rien de vous.
seen-by-name-organising = Tous les membres voient votre nom, car vous organisez
seen-by-name-coming = Les personnes qui viennent voient votre nom
seen-by-name-hidden = Seule l’organisation voit votre nom
seen-by-name-listed = Les membres de ces équipes voient votre nom
seen-by-name-unlisted = Seules les personnes qui animent ces équipes voient votre nom
admin-title = Veiller sur le réseau
audit-title = Journal des actes sensibles
audit-about = Qui a fait quoi, quand et pourquoi
audit-lead = Personne ne peut changer ni retirer une ligne : chacune est scellée avec la précédente.
audit-own = Journal à mon sujet
audit-own-about = Connexions, changements, et ce qui a été fait de mon compte
audit-own-lead = Ce qui a été fait avec votre compte, par vous ou par les personnes qui veillent sur le réseau.
audit-empty = Rien pour l’instant.
audit-number = N° { $number }
audit-by-keeper = la personne qui tient le serveur
audit-by-house = le serveur, de lui-même
audit-by-somebody = une personne qui veille sur le réseau
audit-why-member = membre
audit-why-moderator = modération
audit-why-admin = administration
audit-why-pledge = soutien
audit-why-privacy = notice de confidentialité
audit-deed-sign_in = Connexion
audit-deed-member_created = Compte créé
audit-deed-role = Rôle changé
audit-deed-password = Mot de passe changé ou retiré
audit-deed-email = Adresse e-mail changée
audit-deed-email_undone = Changement d’adresse annulé
audit-deed-factor_on = Second facteur activé
audit-deed-factor_off = Second facteur retiré
audit-deed-token = Accès créé pour un programme
audit-deed-sessions_ended = Appareils déconnectés
audit-deed-consent_withdrawn = Accord retiré
audit-deed-export_own = Tout ce qui concerne un membre emporté
audit-deed-export_all = Réseau entier exporté
audit-deed-backup = Sauvegarde faite
audit-deed-viewed = Données d’une personne consultées
audit-deed-erase_asked = Effacement demandé
audit-deed-erase_undone = Effacement annulé
audit-deed-erased = Compte effacé
audit-deed-hide = Contenu masqué
audit-deed-warn = Avertissement donné
audit-deed-suspend = Compte suspendu
audit-deed-restore = Rétabli
audit-deed-dismiss = Signalement clos sans suite
audit-deed-appeal = Décision de la modération contestée
audit-deed-uphold = Décision maintenue après contestation
audit-deed-overturn = Décision annulée après contestation

## Un fichier de tout ce qui concerne un membre

takeout-title = Tout ce que { $network } garde sur vous
takeout-about = Les mêmes informations sont dans les fichiers .json à côté de cette page, pour d’autres programmes ; vos photos sont dans le dossier « pictures ».
takeout-yes = oui
takeout-no = non
takeout-file-account = Mon compte
takeout-file-consents = Mon soutien et mes accords
takeout-file-answers = Actions auxquelles j’ai répondu
takeout-file-presences = Où j’ai dit que j’étais
takeout-file-teams = Mes équipes
takeout-file-events = Actions que j’organise
takeout-file-posts = Actualités que j’ai écrites
takeout-file-inbox = Ce qui m’a été annoncé
takeout-file-settings = Ce que je veux savoir
takeout-file-devices = Où mon compte est ouvert
takeout-file-second_factor = Second facteur
takeout-file-new_address = Adresse demandée
takeout-file-erasure = Effacement demandé
takeout-file-flags = Ce que j’ai signalé
takeout-file-log = Journal à mon sujet
takeout-field-first_name = Prénom
takeout-field-last_name = Nom
takeout-field-email = E-mail
takeout-field-phone = Téléphone
takeout-field-photo = Photo
takeout-field-home = Commune
takeout-field-lang = Langue
takeout-field-role = Rôle
takeout-field-state = État
takeout-field-joined_at = Membre depuis
takeout-field-title = Titre
takeout-field-name = Nom
takeout-field-standing = Réponse
takeout-field-guests = Personnes amenées
takeout-field-note = Mot
takeout-field-hidden = Nom caché
takeout-field-since = Depuis
takeout-field-there = J’y étais
takeout-field-listed = Dans la liste
takeout-field-message = Message
takeout-field-topic = Sujet
takeout-field-at = Quand
takeout-field-read = Lu
takeout-field-codes_left = Codes de secours restants
takeout-field-reason = Pourquoi
takeout-field-device = Appareil
takeout-field-created_at = Depuis
takeout-field-seen_at = Dernier usage
takeout-field-seen_from = Depuis l’adresse
takeout-field-what = Quoi
takeout-field-deed = Ce qui a été fait
takeout-field-version = Texte
takeout-field-channel = Par
takeout-field-description = Texte
takeout-field-starts_at = Début
takeout-field-ends_at = Fin
takeout-field-place = Lieu

## S’effacer

problem-last_admin = Vous êtes la seule personne qui administre le réseau : confiez d’abord ce rôle à quelqu’un d’autre.
done-erase-asked = Votre effacement est prévu. Vous avez sept jours pour changer d’avis.
done-erase-undone = Votre effacement est annulé. Rien n’a été effacé.
erase-title = Effacer mon compte
erase-about = Ce qui disparaît, ce qui est confié à d’autres, et sept jours pour changer d’avis
erase-planned = Votre compte sera effacé { $when }. D’ici là, tout reste comme avant.
erase-undo = Garder mon compte
erase-goes = Ce qui disparaît
erase-account = Votre compte : noms, adresse, téléphone, commune, photo, mot de passe, appareils, soutien et accords
erase-answers = { $n ->
    [one] { $n } réponse à une action à venir : votre place se libère
   *[other] { $n } réponses à des actions à venir : vos places se libèrent
 }
erase-notices = { $n ->
    [one] { $n } notification
   *[other] { $n } notifications
 }
erase-messages = { $n ->
    [one] { $n } message dans des discussions
   *[other] { $n } messages dans des discussions
 }
erase-team = Votre place dans l’équipe « { $name } »
erase-team-closed = L’équipe « { $name } », où il n’y a personne d’autre
erase-draft = Votre brouillon « { $name } »
erase-handed = Ce que d’autres reprennent
erase-handed-text = Vous pouvez confier une équipe à quelqu’un d’autre avant : sur la page de ses membres.
erase-team-handed = L’équipe « { $name } » sera animée par { $lead }
erase-event-handed = L’action « { $name } » sera organisée par { $heirs }
erase-stays = Ce qui reste, sans votre nom
erase-numbers = { $n ->
    [one] { $n } participation passée, comme un nombre
   *[other] { $n } participations passées, comme un nombre
 }
erase-event = L’action « { $name } », que d’autres organisent aussi
erase-event-alone = L’action « { $name } », que plus personne n’organise : si elle est à venir, elle est annulée
erase-backups = Les sauvegardes sont supprimées sous 35 jours ; si l’une d’elles est restaurée avant, votre compte en est effacé de nouveau.
erase-now = Tout effacer
erase-week = Vous avez sept jours pour changer d’avis : connectez-vous, et gardez votre compte. Ensuite, rien ne peut être rétabli.
erase-do = Effacer mon compte
letter-hello = Bonjour { $first_name },
letter-erase_asked-subject = { $network } : votre compte sera effacé
letter-erase_asked = Vous avez demandé l’effacement de votre compte. Il aura lieu { $detail }. D’ici là, vous pouvez changer d’avis : connectez-vous, et choisissez « Garder mon compte ». Si ce n’était pas vous, faites-le tout de suite, et changez votre mot de passe.
letter-erase_asked-link = Garder mon compte
letter-address_changed-subject = { $network } : votre compte a une autre adresse
letter-address_changed = L’adresse de votre compte est maintenant { $detail }. Nos messages y vont désormais, et celui-ci est le dernier que reçoit l’ancienne. Si ce n’était pas vous, écrivez tout de suite à qui tient le réseau.
letter-address_taken-subject = { $network } : votre adresse a été demandée
letter-address_taken = Quelqu’un a demandé que votre adresse devienne celle d’un autre compte. Comme elle est celle du vôtre, rien ne change, et vous n’avez rien à faire.
letter-factor_on-subject = { $network } : second facteur en place
letter-factor_on = Un second facteur protège maintenant votre compte : un code de votre téléphone est demandé à chaque connexion. Si ce n’était pas vous, écrivez tout de suite à qui tient le réseau.
letter-factor_on-link = Mes appareils
letter-factor_off-subject = { $network } : second facteur retiré
letter-factor_off = Le second facteur de votre compte est retiré : le mot de passe ou un code par e-mail suffisent de nouveau. Si ce n’était pas vous, changez votre mot de passe et déconnectez vos appareils.
letter-factor_off-link = Mes appareils
letter-erased-subject = { $network } : votre compte est effacé
letter-erased = Votre compte est effacé, avec tout ce qui était gardé sur vous. C’est le dernier message que vous recevez de nous. Merci d’avoir été des nôtres.

## Invitations to teams

problem-invitation_over = Cette invitation ne vaut plus : elle a servi, a été annulée, ou sa date est passée. Demandez-en une autre à l’équipe.
problem-too_many_invitations = L’équipe a déjà beaucoup d’invitations ouvertes : annulez-en, ou attendez qu’elles servent.
flaw-link_only = La durée et le nombre de personnes ne valent que pour un lien.
invite-title = Inviter
invite-by-mail = Par e-mail
invite-by-link = Par un lien
invite-by-link-text = Qui a le lien rejoint l’équipe, après inscription sur le réseau. Il s’arrête à sa date, ou quand vous l’annulez.
invite-send = Envoyer l’invitation
invite-make-link = Créer le lien
invite-link = Lien d’invitation
invite-open = Invitations ouvertes
invite-revoke = Annuler
invite-used = { $n ->
    [0] Personne n’a rejoint l’équipe par ce lien, { $most } au plus
    [one] { $n } personne a rejoint l’équipe par ce lien, { $most } au plus
   *[other] { $n } personnes ont rejoint l’équipe par ce lien, { $most } au plus
    }
invite-until = Valable jusqu’au { $date }
invite-over = Ne vaut plus
invite-offer = « { $team } » vous invite
invite-in = Vous êtes déjà dans cette équipe.
invite-stranger = Inscrivez-vous, ou connectez-vous : vous reviendrez ici, et rejoindrez l’équipe d’un geste.
invite-see-team = Voir la page de l’équipe
invite-yours = Cette équipe vous invite : rejoignez-la d’un geste.
invite-stop = Ne plus recevoir d’invitations à cette adresse
invite-stopped = C’est noté : plus aucune invitation n’arrivera à cette adresse
label-emails = Adresses
label-emails-hint = Une par ligne, 20 au plus. Chacune reçoit un e-mail avec un lien qui vaut deux semaines.
label-days = Valable combien de jours ?
label-uses-max = Combien de personnes au plus ?
wrong-emails-missing = Écrivez au moins une adresse. Exemple : ines@exemple.fr
done-invited = L’invitation est partie.
done-invite-link = Le lien est prêt : le voici dans la liste.
done-revoked = L’invitation est annulée.
notice-invitation = « { $team } » vous invite
topic-invitation = Une équipe m’invite
letter-team_invitation-subject = { $by } vous invite à rejoindre « { $team } »
letter-team_invitation-hello = Bonjour,
letter-team_invitation = { $by } vous invite à rejoindre l’équipe « { $team } » sur { $network }, où l’on se retrouve pour agir près de chez soi.
letter-team_invitation-link = Voir l’invitation
letter-team_invitation-until = Elle vaut jusqu’au { $until }, une seule fois. Si vous ne connaissez pas cette personne, ignorez ce message : rien n’est fait en votre nom.
letter-team_invitation-stop = Ne plus recevoir d’invitations à cette adresse
takeout-file-invitations = Invitations à des équipes
takeout-field-by_me = Envoyée par moi
takeout-field-decision = Décision
takeout-field-appeal = Ma contestation
takeout-field-appealed_at = Contestée
takeout-field-appeal_answer = Réponse à la contestation

## Gens d’une liste plus ancienne, que l’on invite à rejoindre le réseau

claim-title = { $network } vous invite
claim-text = Bonjour { $first_name }. Vous étiez déjà des nôtres : { $network } a maintenant son propre réseau pour agir ensemble près de chez soi. Voici ce que nous savons de vous, repris d’une liste plus ancienne.
claim-unseen = Personne d’autre ne le voit tant que vous n’avez pas rejoint le réseau. Vous pourrez tout corriger.
claim-known-name = Nom
claim-known-email = Adresse e-mail
claim-known-phone = Téléphone
claim-known-place = Commune
claim-not-me = Ce n’est pas moi, ou je ne veux pas
claim-not-me-text = Tout ce qui est écrit ci-dessus est effacé tout de suite, et plus aucune invitation n’arrive à cette adresse.
claim-forget = Effacer ce qui me concerne
claim-forgotten = C’est effacé : il ne reste rien sur vous ici
problem-claim_over = Cette invitation ne vaut plus : elle a servi, ou sa date est passée. Vous pouvez vous inscrire comme tout le monde, ou vous connecter.
flaw-joined_already = Cette personne a déjà rejoint le réseau.
flaw-wants_no_invitation = À cette adresse, on a demandé à ne plus recevoir d’invitations.
letter-claim-subject = { $network } vous invite à rejoindre son réseau
letter-claim-hello = Bonjour { $first_name },
letter-claim = Votre adresse figure dans nos listes. { $network } a maintenant son propre réseau, où l’on se retrouve pour agir près de chez soi. Rien n’y est visible de vous : vous n’en êtes membre que si vous le décidez.
letter-claim-link = Voir l’invitation
letter-claim-until = Elle vaut jusqu’au { $until }. Si ce n’est pas vous, la même page efface tout ce que nous avons à ce nom.
letter-claim-stop = Ne plus recevoir d’invitations à cette adresse
letter-claim_again-subject = Rappel : { $network } vous invite à rejoindre son réseau
letter-claim_again-hello = Bonjour { $first_name },
letter-claim_again = Nous vous avons écrit il y a une semaine : { $network } a maintenant son propre réseau, où l’on se retrouve pour agir près de chez soi. Ce message est le dernier : sans réponse, nous ne vous écrirons plus à ce sujet.
letter-claim_again-link = Voir l’invitation
letter-claim_again-until = Elle vaut jusqu’au { $until }. Si ce n’est pas vous, la même page efface tout ce que nous avons à ce nom.
letter-claim_again-stop = Ne plus recevoir d’invitations à cette adresse
import-invited = { $n ->
    [one] { $n } invitation part par e-mail ; un rappel suit une semaine après
   *[other] { $n } invitations partent par e-mail, en { $minutes } minutes environ ; un rappel suit une semaine après
    }
import-would-invite = { $n ->
    [one] { $n } invitation partirait par e-mail
   *[other] { $n } invitations partiraient par e-mail, en { $minutes } minutes environ
    }
member-invited = { $n ->
    [0] Personne à inviter : qui n’est pas encore membre l’a été il y a moins d’un mois, ou ne veut pas l’être.
    [one] { $n } invitation part par e-mail ; un rappel suit une semaine après.
   *[other] { $n } invitations partent par e-mail ; un rappel suit une semaine après.
    }

## Signalements et modération

flag-title = Signaler
flag-lead = La modération du réseau le verra, et vous répondra. Personne d’autre ne saura que cela vient de vous.
flag-about = De quoi s’agit-il ?
flag-itself-event = L’action elle-même
flag-itself-team = L’équipe elle-même
flag-itself-post = L’actualité elle-même
flag-itself-member = La personne
flag-kind-event = Action
flag-kind-team = Équipe
flag-kind-post = Actualité
flag-kind-member = Membre
flag-reason = Pourquoi ?
flag-reason-hate = Haine ou discrimination
flag-reason-harassment = Harcèlement ou menaces
flag-reason-violence = Appel à la violence
flag-reason-private_data = Vie privée de quelqu’un
flag-reason-deceit = Faux ou trompeur
flag-reason-spam = Publicité, sans rapport avec le réseau
flag-reason-illegal = Contraire à la loi
flag-reason-other = Autre chose
flag-text = En quelques mots
flag-text-hint = Ce qu’il faut savoir pour comprendre.
flag-send = Envoyer le signalement
flag-waits = Pas encore examiné
flag-answer-hide = Examiné : ce n’est plus visible. Merci.
flag-answer-warn = Examiné : un avertissement a été donné. Merci.
flag-answer-suspend = Examiné : un compte a été suspendu. Merci.
flag-answer-restore = Examiné : c’est de nouveau visible.
flag-answer-nothing = Examiné : rien de contraire aux règles n’a été trouvé. Merci d’y avoir veillé.
flag-answer-overturn = Revu après contestation : la décision a été annulée.
flags-own = Mes signalements
flags-own-about = Ce que vous avez signalé, et la réponse
flags-none = Vous n’avez rien signalé.
moderation-title = Modération
moderation-about = Les signalements et contestations qui attendent
moderation-none = Tout est traité
moderation-none-text = Aucun signalement, aucune contestation n’attend.
case-flags = { $n ->
    [one] { $n } signalement
   *[other] { $n } signalements
 }
case-gone = Effacé depuis
case-gone-text = Cela n’existe plus : il ne reste qu’à clore.
case-open = Voir la page
case-hidden-event = Cette action est masquée.
case-hidden-team = Cette équipe est masquée.
case-hidden-post = Cette actualité est masquée.
case-hidden-member = Ce compte est suspendu.
case-people = Qui en répond
case-of-person = Dossier de la personne
case-said = Signalements
case-no-flags = Aucun signalement.
case-history = Décisions
case-decide = Décider
case-own = Cela vous concerne : quelqu’un d’autre doit décider.
case-appeal = Contestation
case-appeal-against = Contre :
case-appeal-other = Cette contestation est à examiner par quelqu’un d’autre que qui a décidé ou conteste.
case-ruling = Décision
ruling-hide = Masquer
ruling-warn = Avertir
ruling-suspend = Suspendre le compte
ruling-restore = Rétablir
ruling-nothing = Ne rien faire
ruled-hide = Masqué
ruled-warn = Avertissement
ruled-suspend = Compte suspendu
ruled-restore = Rétabli
ruled-nothing = Sans suite
case-message = Message à qui en répond
case-message-hint = Obligatoire pour masquer, avertir, suspendre ou maintenir : ce qui ne va pas, et quelle règle cela enfreint. Envoyé avec la décision ; ne dites pas qui a signalé.
case-note = Note
case-note-hint = Pour la modération seulement.
case-send = Décider
moderated-hide = « { $title } » n’est plus visible.
moderated-warn = Ceci est un avertissement à propos de « { $title } ».
moderated-restore = « { $title } » est de nouveau visible.
moderated-member-warn = Ceci est un avertissement.
moderated-member-suspend = Votre compte est suspendu. Vous pouvez encore vous connecter pour emporter ou effacer vos données.
moderated-member-restore = Votre compte n’est plus suspendu.
moderated-message = Message de la modération : { $message }
problem-flagged = Vous l’avez déjà signalé : la réponse viendra.
problem-hidden = La modération a masqué cela : elle seule peut le rétablir.
problem-ruling = Ce n’est pas possible dans l’état actuel : quelqu’un d’autre a peut-être décidé entre-temps.
done-flagged = Merci, votre signalement est envoyé.
done-decided = La décision est prise.
letter-flag_answered-subject = { $network } : votre signalement
letter-flag_answered = Vous avez signalé quelque chose. { $detail }
letter-flag_answered-link = Mes signalements
letter-moderated-subject = { $network } : une décision de la modération
letter-moderated = La modération du réseau a pris une décision. { $detail }
letter-moderated-link = Décisions de la modération
decisions-title = Décisions de la modération
decisions-about = Ce qui a été décidé, pourquoi, et comment le contester
decisions-lead = Vous pouvez contester une fois chaque décision prise contre vous, pendant six mois.
decisions-none = Aucune décision
decisions-none-text = La modération n’a rien décidé à votre sujet.
decisions-oneself = à votre sujet
appeal-make = Contester cette décision
appeal-text = Pourquoi faut-il la revoir ?
appeal-hint = Une seule fois par décision. Quelqu’un d’autre la reverra, si le réseau a plus d’une personne pour modérer, et vous répondra par lettre.
appeal-send = Envoyer
appeal-yours = Vous avez contesté :
appeal-waits = Pas encore examiné
ruling-uphold = Maintenir la décision
ruling-overturn = Annuler la décision
ruled-uphold = Décision maintenue
ruled-overturn = Décision annulée
moderated-uphold = « { $title } » : la décision a été revue après contestation, elle est maintenue.
moderated-overturn = « { $title } » : la décision a été revue après contestation, elle est annulée.
moderated-member-uphold = La décision à votre sujet a été revue après contestation, elle est maintenue.
moderated-member-overturn = La décision à votre sujet a été revue après contestation, elle est annulée.
moderated-appeal = Vous pouvez contester cette décision une fois, sur la page « Décisions de la modération » de votre compte.
problem-appealed = Cette décision ne peut pas, ou plus, être contestée.
done-appealed = Votre contestation est envoyée.
takeout-file-decisions = Décisions de la modération

## Discussions

problem-locked = Cette discussion est fermée : on ne peut plus y écrire.
problem-message_gone = Ce message a été retiré.
threads-title = Discussions
threads-private = En privé
threads-none = Personne n’a encore rien écrit ici.
thread-unread = { $n ->
    [one] { $n } nouveau
   *[other] { $n } nouveaux
    }
thread-said = { $n ->
    [one] { $n } message
   *[other] { $n } messages
    }
thread-locked = Fermée
thread-begin = Ouvrir une discussion
threads-for-events = Les discussions sont pour les personnes qui viennent et pour l’organisation.
threads-for-teams = Les discussions sont pour les membres de l’équipe.
thread-write-events = Écrire à l’organisation
thread-write-teams = Écrire aux responsables de l’équipe
thread-ask-teams = En privé, aux responsables de l’équipe : personne d’autre ne le lira.
thread-ask-events = En privé, à l’organisation de l’action : personne d’autre ne le lira.
thread-send = Envoyer
thread-is-private = En privé, entre la personne qui a ouvert la discussion et celles à qui elle s’adresse.
thread-is-locked = Cette discussion est fermée.
thread-first = Depuis le début
thread-before = Messages précédents
thread-after = Messages suivants
thread-unsent = Votre message, qui n’a pas pu être envoyé
thread-nobody = Quelqu’un qui n’est plus là
thread-new = Nouveau
thread-untitled = Sans sujet
thread-gone = Message retiré
thread-edited = Modifié, { $when }
thread-until = Jusqu’à { $when }
thread-take-back = Retirer
thread-seen = J’ai tout lu
thread-mute = Ne plus être prévenu de cette discussion
thread-unmute = Être prévenu de cette discussion
thread-lock = Fermer la discussion
thread-unlock = Rouvrir la discussion
thread-edit = Modifier le message
thread-edit-text = Ce que disait le message avant reste visible.
label-subject = Sujet
label-message = Message
label-answer = Votre réponse
done-said = Le message est envoyé.
done-muted = Vous ne serez plus prévenu de cette discussion.
done-unmuted = Vous serez prévenu de cette discussion.
done-seen = C’est noté.
done-locked = La discussion est fermée.
done-unlocked = La discussion est rouverte.
done-taken-back = Le message est retiré.
notice-thread = { $n ->
    [one] { $who } a écrit dans « { $title } »
   *[other] { $who } ont écrit dans « { $title } »
    }
topic-thread = Nouveau message dans mes discussions
takeout-file-messages = Ce que j’ai écrit dans des discussions
