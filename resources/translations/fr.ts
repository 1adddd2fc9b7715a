<?xml version="1.0" encoding="utf-8"?>
<TS version="2.1" language="fr" sourcelanguage="en">
  <context>
    <name>rsmiss</name>
    <message>
      <source>'{folder}' cannot be removed ({problem}): end what uses it and try again.</source>
      <translation>Impossible de supprimer « {folder} » ({problem}) : fermez ce qui l'utilise et réessayez.</translation>
    </message>
    <message>
      <source>'{folder}' cannot be replaced ({problem}): end what uses it and try again.</source>
      <translation>Impossible de remplacer « {folder} » ({problem}) : fermez ce qui l'utilise et réessayez.</translation>
    </message>
    <message>
      <source>'{path}' of the sample scene cannot be opened; make the sample scene anew.</source>
      <translation>Impossible d'ouvrir « {path} » de la scène d'exemple ; créez-la à nouveau.</translation>
    </message>
    <message>
      <source>'{python}' lacks {packages}; install what is missing with '{python} -m pip install -r {requirements}'.</source>
      <translation>Il manque {packages} à « {python} » ; installez ce qui manque avec '{python} -m pip install -r {requirements}'.</translation>
    </message>
    <message>
      <source>'{python}', named by {setting} or {variable}, is no working Python; correct it.</source>
      <translation>« {python} », nommé par {setting} ou {variable}, n'est pas un Python qui fonctionne ; corrigez-le.</translation>
    </message>
    <message>
      <source>, {count} dates</source>
      <translation>, {count} dates</translation>
    </message>
    <message>
      <source>1 band</source>
      <translation>1 bande</translation>
    </message>
    <message>
      <source>1 weighs every class the same, 0 every sample; between, rare classes weigh somewhat more.</source>
      <translation>1 donne le même poids à chaque classe, 0 à chaque échantillon ; entre les deux, les classes rares pèsent un peu plus.</translation>
    </message>
    <message>
      <source>A class without a description takes that of the nearest described class, a village that of a residential area. The log and the report tell which. Off: such classes need the sentence encoder, or are refused with the matches proposed.</source>
      <translation>Une classe sans description reçoit celle de la classe décrite la plus proche, un village celle d'une zone résidentielle. Le journal et le rapport disent laquelle. Désactivé : ces classes demandent l'encodeur de phrases, ou sont refusées avec une proposition de correspondance.</translation>
    </message>
    <message>
      <source>A folder for the sample project</source>
      <translation>Dossier du projet d'exemple</translation>
    </message>
    <message>
      <source>A model that one of the training algorithms left.</source>
      <translation>Un modèle issu de l'un des algorithmes d'apprentissage.</translation>
    </message>
    <message>
      <source>A page with the accuracy for every subset of the layers, the confusion matrix and the losses.</source>
      <translation>Une page avec l'exactitude pour chaque sous-ensemble des couches, la matrice de confusion et les pertes.</translation>
    </message>
    <message>
      <source>A series is read in the whole window at each date: convolutions that all dates share make a vector of each date's patch, and the series encoder reads these. Off: at the pixel alone, as published. For textures and small fields; training and mapping take longer. Without effect in a window of 1.</source>
      <translation>Une série est lue dans toute la fenêtre à chaque date : des convolutions communes à toutes les dates font un vecteur de l'imagette de chaque date, et l'encodeur de séries lit ces vecteurs. Désactivé : au seul pixel, comme publié. Pour les textures et les petites parcelles ; l'apprentissage et la cartographie durent plus longtemps. Sans effet pour une fenêtre de 1.</translation>
    </message>
    <message>
      <source>A table written by 'Describe classes' and edited; empty: the descriptions that come with rsmiss.</source>
      <translation>Une table écrite par « Décrire les classes » et modifiée ; vide : les descriptions fournies avec rsmiss.</translation>
    </message>
    <message>
      <source>A time series as one raster a date, in order of time.</source>
      <translation>Une série temporelle, un raster par date, dans l'ordre du temps.</translation>
    </message>
    <message>
      <source>Absence in the first stage</source>
      <translation>Absence dès la première étape</translation>
    </message>
    <message>
      <source>Accuracy by layers</source>
      <translation>Exactitude selon les couches</translation>
    </message>
    <message>
      <source>Accuracy that the model reached with these layers: {accuracy}</source>
      <translation>Exactitude atteinte par le modèle avec ces couches : {accuracy}</translation>
    </message>
    <message>
      <source>Add a model</source>
      <translation>Ajouter un modèle</translation>
    </message>
    <message>
      <source>Add noise to the visible tokens; without it, masking alone (Table 4).</source>
      <translation>Ajoute du bruit aux jetons visibles ; sinon, masquage seul (tableau 4).</translation>
    </message>
    <message>
      <source>Added to all tokens (eq. 6), or to the class token alone.</source>
      <translation>Ajouté à tous les jetons (éq. 6), ou au seul jeton de classe.</translation>
    </message>
    <message>
      <source>Adds the maps to the project, in a group, with a map theme for each case.</source>
      <translation>Ajoute les cartes au projet, dans un groupe, avec un thème de carte pour chaque cas.</translation>
    </message>
    <message>
      <source>Add…</source>
      <translation>Ajouter…</translation>
    </message>
    <message>
      <source>Adversarial start</source>
      <translation>Départ adverse</translation>
    </message>
    <message>
      <source>Aerial RGB</source>
      <translation>Image aérienne RVB</translation>
    </message>
    <message>
      <source>Aerial image or orthophoto.</source>
      <translation>Image aérienne ou orthophoto.</translation>
    </message>
    <message>
      <source>After the training the model labels unlabelled pixels by all layers, and every subset of the layers learns from those that it is sure of and that resemble labelled ones. For few labels of classes; needs two layers. Three unlabelled pixels are read for each labelled one, unless more or fewer are asked for.</source>
      <translation>Après l'entraînement, le modèle étiquette des pixels non étiquetés à partir de toutes les couches, et chaque sous-ensemble des couches apprend de ceux dont il est sûr et qui ressemblent à des pixels étiquetés. Pour peu d'étiquettes de classes ; il faut deux couches. Trois pixels non étiquetés sont lus pour chaque pixel étiqueté, sauf si l'on en demande plus ou moins.</translation>
    </message>
    <message>
      <source>All layers ({layers})</source>
      <translation>Toutes les couches ({layers})</translation>
    </message>
    <message>
      <source>Also rebuild each layer from the others (eq. 11).</source>
      <translation>Reconstruit aussi chaque couche à partir des autres (éq. 11).</translation>
    </message>
    <message>
      <source>An ensemble: the mean of {count} networks predicts.</source>
      <translation>Un ensemble : la moyenne de {count} réseaux prédit.</translation>
    </message>
    <message>
      <source>Any further raster: thermal, soil, climate, a second optical sensor.</source>
      <translation>Tout autre raster : thermique, sol, climat, un second capteur optique.</translation>
    </message>
    <message>
      <source>As the authors' code</source>
      <translation>Comme le code des auteurs</translation>
    </message>
    <message>
      <source>Augmentation</source>
      <translation>Augmentation</translation>
    </message>
    <message>
      <source>Auxiliary loss</source>
      <translation>Perte auxiliaire</translation>
    </message>
    <message>
      <source>Availability</source>
      <translation>Disponibilité</translation>
    </message>
    <message>
      <source>Average accuracy</source>
      <translation>Exactitude moyenne</translation>
    </message>
    <message>
      <source>Average precision</source>
      <translation>Précision moyenne (AP)</translation>
    </message>
    <message>
      <source>Backbone</source>
      <translation>Réseau de base (backbone)</translation>
    </message>
    <message>
      <source>Band gain</source>
      <translation>Gain des bandes</translation>
    </message>
    <message>
      <source>Band matching</source>
      <translation>Correspondance des bandes</translation>
    </message>
    <message>
      <source>Band noise</source>
      <translation>Bruit des bandes</translation>
    </message>
    <message>
      <source>Batch size</source>
      <translation>Taille de lot</translation>
    </message>
    <message>
      <source>By how many dates at most a sample's season is moved.</source>
      <translation>Décalage maximal de la saison d'un échantillon, en nombre de dates.</translation>
    </message>
    <message>
      <source>CLASS_FIELD is empty: the classes are taken from the field '{field}' of '{layer}'.</source>
      <translation>CLASS_FIELD est vide : les classes sont prises dans le champ « {field} » de « {layer} ».</translation>
    </message>
    <message>
      <source>CLASS_FIELD: '{field}' is different for each feature of '{layer}', so it names no classes.</source>
      <translation>CLASS_FIELD : « {field} » est différent pour chaque entité de « {layer} » et ne désigne donc pas de classes.</translation>
    </message>
    <message>
      <source>CLASS_FIELD: '{field}' of '{layer}' has more than {most} values, too many for classes.</source>
      <translation>CLASS_FIELD : « {field} » de « {layer} » a plus de {most} valeurs, trop pour des classes.</translation>
    </message>
    <message>
      <source>CLASS_FIELD: '{field}' of '{layer}' holds no numbers; its fields of numbers: {fields}.</source>
      <translation>CLASS_FIELD : « {field} » de « {layer} » ne contient pas de nombres ; champs numériques : {fields}.</translation>
    </message>
    <message>
      <source>CLASS_FIELD: choose a field of '{layer}'; it has {fields}.</source>
      <translation>CLASS_FIELD : choisissez un champ de « {layer} » ; champs présents : {fields}.</translation>
    </message>
    <message>
      <source>CLASS_FIELD: the layer '{layer}' has no field '{field}'; it has {fields}.</source>
      <translation>CLASS_FIELD : la couche « {layer} » n'a pas de champ « {field} » ; champs présents : {fields}.</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Cancelling…</source>
      <translation>Annulation…</translation>
    </message>
    <message>
      <source>Cases</source>
      <translation>Cas</translation>
    </message>
    <message>
      <source>Cases that differ</source>
      <translation>Cas qui diffèrent</translation>
    </message>
    <message>
      <source>Change bands and dates at random while training, as set below; rarely of use.</source>
      <translation>Modifie au hasard les bandes et les dates pendant l'apprentissage, selon les réglages ci-dessous ; rarement utile.</translation>
    </message>
    <message>
      <source>Change…</source>
      <translation>Changer…</translation>
    </message>
    <message>
      <source>Check the engine</source>
      <translation>Vérifier le moteur</translation>
    </message>
    <message>
      <source>Check the engine…</source>
      <translation>Vérifier le moteur…</translation>
    </message>
    <message>
      <source>Choose '{field}'.</source>
      <translation>Choisissez « {field} ».</translation>
    </message>
    <message>
      <source>Choose Plugins &gt; rsmiss &gt; Set up the engine in QGIS, or make an environment with 'python3 -m venv --system-site-packages ENV' and 'ENV/bin/pip install -r {requirements}', and name its Python in the variable {variable} or the setting {setting}.</source>
      <translation>Choisissez Extensions &gt; rsmiss &gt; Installer le moteur dans QGIS, ou créez un environnement avec 'python3 -m venv --system-site-packages ENV' et 'ENV/bin/pip install -r {requirements}', et nommez son Python dans la variable {variable} ou le paramètre {setting}.</translation>
    </message>
    <message>
      <source>Choose a field that holds the classes' names or codes.</source>
      <translation>Choisissez un champ qui contient les noms ou les codes des classes.</translation>
    </message>
    <message>
      <source>Class balance</source>
      <translation>Équilibre des classes</translation>
    </message>
    <message>
      <source>Class descriptions</source>
      <translation>Descriptions des classes</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>Classes</translation>
    </message>
    <message>
      <source>Classes with names and colours; for labels one band a label; for numbers the value.</source>
      <translation>Des classes avec noms et couleurs ; pour des étiquettes, une bande par étiquette ; pour des nombres, la valeur.</translation>
    </message>
    <message>
      <source>Classifier and encoders meet cases of absence in the first stage, too (ours). Off: absence in the second stage alone, as published.</source>
      <translation>Le classifieur et les encodeurs rencontrent des absences dès la première étape (de nous). Désactivé : absence dans la seconde étape seulement, comme publié.</translation>
    </message>
    <message>
      <source>Classify</source>
      <translation>Classifier</translation>
    </message>
    <message>
      <source>Classify with it…</source>
      <translation>Classifier avec…</translation>
    </message>
    <message>
      <source>Classify…</source>
      <translation>Classifier…</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Fermer</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>Confiance</translation>
    </message>
    <message>
      <source>Contrastive loss</source>
      <translation>Perte contrastive</translation>
    </message>
    <message>
      <source>Copy for a bug report</source>
      <translation>Copier le rapport de bogue</translation>
    </message>
    <message>
      <source>Corruption</source>
      <translation>Altération</translation>
    </message>
    <message>
      <source>Cross reconstruction</source>
      <translation>Reconstruction croisée</translation>
    </message>
    <message>
      <source>Curves</source>
      <translation>Courbes</translation>
    </message>
    <message>
      <source>DATES names {name}, but no single raster is given for it.</source>
      <translation>DATES nomme {name}, mais aucun raster seul n'est donné pour cela.</translation>
    </message>
    <message>
      <source>DESCRIPTIONS: '{table}' is not there or is no table; choose another.</source>
      <translation>DESCRIPTIONS : « {table} » n'existe pas ou n'est pas une table ; choisissez-en une autre.</translation>
    </message>
    <message>
      <source>Dates in one raster</source>
      <translation>Dates dans un même raster</translation>
    </message>
    <message>
      <source>Decay of the moving average of the weights, which is what maps; 0 for none.</source>
      <translation>Décroissance de la moyenne mobile des poids, celle qui cartographie ; 0 pour aucune.</translation>
    </message>
    <message>
      <source>Decay of the moving average of the weights, which is what maps; 0 for none. In fine-tuning.</source>
      <translation>Facteur d'oubli de la moyenne mobile des poids, qui sert à cartographier ; 0 : aucune. Pendant l'ajustement fin.</translation>
    </message>
    <message>
      <source>Decay of the moving average of the weights, which is what maps; 0 for none. Not in pre-training.</source>
      <translation>Facteur d'oubli de la moyenne mobile des poids, qui sert à cartographier ; 0 : aucune. Pas dans le pré-entraînement.</translation>
    </message>
    <message>
      <source>Decoder width</source>
      <translation>Largeur des décodeurs</translation>
    </message>
    <message>
      <source>Describe classes</source>
      <translation>Décrire les classes</translation>
    </message>
    <message>
      <source>Describes a model file: method, layers and bands that it was trained with, classes, and its accuracy with every subset of the layers.</source>
      <translation>Décrit un fichier de modèle : méthode, couches et bandes de son apprentissage, classes, et exactitude avec chaque sous-ensemble des couches.</translation>
    </message>
    <message>
      <source>Deviation of a random factor for each band of a sample.</source>
      <translation>Écart-type d'un facteur aléatoire pour chaque bande d'un échantillon.</translation>
    </message>
    <message>
      <source>Deviation of the noise that pre-training removes; layers range from 0 to 1.</source>
      <translation>Écart-type du bruit que le pré-entraînement retire ; les couches vont de 0 à 1.</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>Périphérique</translation>
    </message>
    <message>
      <source>Device: {device}</source>
      <translation>Périphérique : {device}</translation>
    </message>
    <message>
      <source>Devices</source>
      <translation>Périphériques</translation>
    </message>
    <message>
      <source>Diffusion</source>
      <translation>Diffusion</translation>
    </message>
    <message>
      <source>Diffusion steps</source>
      <translation>Pas de diffusion</translation>
    </message>
    <message>
      <source>Distance between the parts (pixels)</source>
      <translation>Distance entre les parts (pixels)</translation>
    </message>
    <message>
      <source>Distillation</source>
      <translation>Distillation</translation>
    </message>
    <message>
      <source>Distillation prompt Mamba: scans of the patch along zigzag paths, compared with class descriptions; a teacher that sees all modalities hands on what it knows to a student that does without some.</source>
      <translation>Distillation prompt Mamba : parcourt l'imagette le long de chemins en zigzag et la compare aux descriptions des classes ; un enseignant qui voit toutes les modalités transmet ce qu'il sait à un élève privé de certaines.</translation>
    </message>
    <message>
      <source>Downloading and installing PyTorch and its companions</source>
      <translation>Téléchargement et installation de PyTorch et de ses compagnons</translation>
    </message>
    <message>
      <source>Dropout</source>
      <translation>Dropout</translation>
    </message>
    <message>
      <source>ENCODER: name a file for the encoder, such as scene.rsmiss; a temporary one is gone with QGIS.</source>
      <translation>ENCODER : nommez un fichier pour l'encodeur, par exemple scene.rsmiss ; un fichier temporaire disparaît avec QGIS.</translation>
    </message>
    <message>
      <source>Each time that a patch is learnt from, it is turned and mirrored at random, the same way in all layers. Without effect on single pixels.</source>
      <translation>Chaque fois qu'une imagette sert à apprendre, elle est tournée et retournée au hasard, de la même façon dans toutes les couches. Sans effet sur des pixels isolés.</translation>
    </message>
    <message>
      <source>Each time that a patch is learnt from, it is turned and mirrored at random, the same way in all layers. Without effect on single pixels. In fine-tuning.</source>
      <translation>Chaque fois qu'une imagette sert à apprendre, elle est tournée et retournée au hasard, de la même façon dans toutes les couches. Sans effet sur des pixels isolés. Pendant l'ajustement fin.</translation>
    </message>
    <message>
      <source>Each time that a patch is learnt from, it is turned and mirrored at random, the same way in all layers. Without effect on single pixels. In the first stage: the second remembers what the first makes of each patch.</source>
      <translation>Chaque fois qu'une imagette sert à apprendre, elle est tournée et retournée au hasard, de la même façon dans toutes les couches. Sans effet sur des pixels isolés. Dans la première étape : la seconde retient ce que la première fait de chaque imagette.</translation>
    </message>
    <message>
      <source>Each time that a patch is learnt from, it is turned and mirrored at random, the same way in all layers. Without effect on single pixels. Of the labelled pixels, not in pre-training.</source>
      <translation>Chaque fois qu'une imagette sert à apprendre, elle est tournée et retournée au hasard, de la même façon dans toutes les couches. Sans effet sur des pixels isolés. Pour les pixels étiquetés, pas dans le pré-entraînement.</translation>
    </message>
    <message>
      <source>Each training sample is mixed with a part of another (mixup); larger: by more; 0: not at all.</source>
      <translation>Chaque échantillon d'apprentissage est mélangé à une part d'un autre (mixup) ; plus grand : davantage ; 0 : pas du tout.</translation>
    </message>
    <message>
      <source>Each training sample is mixed with a part of another (mixup); larger: by more; 0: not at all. In fine-tuning.</source>
      <translation>Chaque échantillon d'apprentissage est mélangé à une part d'un autre (mixup) ; plus grand : davantage ; 0 : pas du tout. Pendant l'ajustement fin.</translation>
    </message>
    <message>
      <source>Each training sample is mixed with a part of another (mixup); larger: by more; 0: not at all. In the first stage.</source>
      <translation>Chaque échantillon d'apprentissage est mélangé à une part d'un autre (mixup) ; plus grand : davantage ; 0 : pas du tout. Dans la première étape.</translation>
    </message>
    <message>
      <source>Effort</source>
      <translation>Effort</translation>
    </message>
    <message>
      <source>Empty: as the effort says; published: {value}.</source>
      <translation>Vide : selon l'effort ; valeur publiée : {value}.</translation>
    </message>
    <message>
      <source>Empty: {own}; with the effort paper as published, {value}.</source>
      <translation>Vide : {own} ; avec l'effort paper comme publié, {value}.</translation>
    </message>
    <message>
      <source>Encoder</source>
      <translation>Encodeur</translation>
    </message>
    <message>
      <source>Encoders</source>
      <translation>Encodeurs</translation>
    </message>
    <message>
      <source>Epochs</source>
      <translation>Époques</translation>
    </message>
    <message>
      <source>Epochs during which the learning rate rises; at most half of a stage.</source>
      <translation>Époques pendant lesquelles le taux d'apprentissage monte ; au plus la moitié d'une étape.</translation>
    </message>
    <message>
      <source>Epochs of learning the classes.</source>
      <translation>Époques pour apprendre les classes.</translation>
    </message>
    <message>
      <source>Epochs of rebuilding the layers from each other.</source>
      <translation>Époques pour reconstruire les couches les unes à partir des autres.</translation>
    </message>
    <message>
      <source>Epochs of the first stage, which learns features in step with the class descriptions.</source>
      <translation>Époques de la première étape, qui apprend des caractéristiques accordées aux descriptions des classes.</translation>
    </message>
    <message>
      <source>Epochs of the second stage, which learns prompts that make up for missing modalities.</source>
      <translation>Époques de la seconde étape, qui apprend des prompts compensant les modalités manquantes.</translation>
    </message>
    <message>
      <source>Epochs of the student, which learns to do without some of the modalities.</source>
      <translation>Époques de l'élève, qui apprend à se passer de certaines modalités.</translation>
    </message>
    <message>
      <source>Epochs of the teacher, which learns from samples that have all modalities.</source>
      <translation>Époques de l'enseignant, qui apprend sur des échantillons ayant toutes les modalités.</translation>
    </message>
    <message>
      <source>Extent</source>
      <translation>Emprise</translation>
    </message>
    <message>
      <source>F1 (macro)</source>
      <translation>F1 (macro)</translation>
    </message>
    <message>
      <source>F1 (micro)</source>
      <translation>F1 (micro)</translation>
    </message>
    <message>
      <source>Feature epochs</source>
      <translation>Époques des caractéristiques</translation>
    </message>
    <message>
      <source>Features</source>
      <translation>Caractéristiques</translation>
    </message>
    <message>
      <source>Features that predict</source>
      <translation>Caractéristiques qui prédisent</translation>
    </message>
    <message>
      <source>Feed so many whitened principal components instead of the bands, for instance HSI=30.</source>
      <translation>Donne au réseau ce nombre de composantes principales blanchies au lieu des bandes, par exemple HSI=30.</translation>
    </message>
    <message>
      <source>Field with the classes</source>
      <translation>Champ de classe</translation>
    </message>
    <message>
      <source>Fine-tuning epochs</source>
      <translation>Époques d'ajustement fin</translation>
    </message>
    <message>
      <source>Fixes sampling and initialisation.</source>
      <translation>Fixe l'échantillonnage et l'initialisation.</translation>
    </message>
    <message>
      <source>Flips and rotations</source>
      <translation>Retournements et rotations</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Dossier</translation>
    </message>
    <message>
      <source>Folder of wheels</source>
      <translation>Dossier de wheels</translation>
    </message>
    <message>
      <source>For comparisons only: temperature 0.1, negatives also within a layer, and the shared features in the place of the unused ones, whatever these options say.</source>
      <translation>Pour des comparaisons seulement : température 0.1, exemples négatifs aussi au sein d'une couche, et caractéristiques partagées à la place des inutilisées, quoi que disent ces options.</translation>
    </message>
    <message>
      <source>For rasters that hold several dates, the bands of a date together: how many, for instance MSI=8;SAR=8.</source>
      <translation>Pour les rasters qui contiennent plusieurs dates, les bandes d'une même date ensemble : combien, par exemple MSI=8;SAR=8.</translation>
    </message>
    <message>
      <source>Freeze</source>
      <translation>Figer</translation>
    </message>
    <message>
      <source>From</source>
      <translation>Depuis</translation>
    </message>
    <message>
      <source>Fusion</source>
      <translation>Fusion</translation>
    </message>
    <message>
      <source>GRID is '{grid}', but no such layer is given.</source>
      <translation>GRID vaut « {grid} », mais aucune couche de ce type n'est donnée.</translation>
    </message>
    <message>
      <source>Give at least one layer of those that this model knows: {layers}.</source>
      <translation>Donnez au moins une des couches que ce modèle connaît : {layers}.</translation>
    </message>
    <message>
      <source>Give at least one layer: {names}.</source>
      <translation>Donnez au moins une couche : {names}.</translation>
    </message>
    <message>
      <source>Give at least one of the layers.</source>
      <translation>Donnez au moins une des couches.</translation>
    </message>
    <message>
      <source>Give at least two layers; the cases leave them out.</source>
      <translation>Donnez au moins deux couches ; les cas en omettent.</translation>
    </message>
    <message>
      <source>Give either TRAINING or TRAINING_RASTER, not both.</source>
      <translation>Donnez soit TRAINING, soit TRAINING_RASTER, pas les deux.</translation>
    </message>
    <message>
      <source>Give either {name} or {series}, not both.</source>
      <translation>Donnez soit {name}, soit {series}, pas les deux.</translation>
    </message>
    <message>
      <source>Gradient clip</source>
      <translation>Limite du gradient</translation>
    </message>
    <message>
      <source>Grid</source>
      <translation>Grille</translation>
    </message>
    <message>
      <source>HTML files (*.html)</source>
      <translation>Fichiers HTML (*.html)</translation>
    </message>
    <message>
      <source>Help</source>
      <translation>Aide</translation>
    </message>
    <message>
      <source>How an available layer is brought to the bands of a missing one: fixed (copies or averages of bands), or trainable from there on.</source>
      <translation>Comment une couche présente est ramenée aux bandes d'une couche manquante : fixed (copies ou moyennes de bandes), ou trainable (ajustable à partir de là).</translation>
    </message>
    <message>
      <source>How far the cases lie apart</source>
      <translation>Écart entre les cas</translation>
    </message>
    <message>
      <source>How labelled pixels are shared out: whole polygons, square blocks of the scene, or single pixels. Single pixels flatter the accuracy.</source>
      <translation>Comment répartir les pixels étiquetés : polygones entiers, blocs carrés de la scène, ou pixels isolés. Les pixels isolés flattent l'exactitude.</translation>
    </message>
    <message>
      <source>How layers predict together: weighted by what each is worth beside the others on validation samples, or by the mean of their probabilities.</source>
      <translation>Comment les couches prédisent ensemble : pondérées par ce que chacune vaut à côté des autres sur les échantillons de validation, ou par la moyenne de leurs probabilités.</translation>
    </message>
    <message>
      <source>How many pixels of the scene to learn from. Empty: all.</source>
      <translation>Combien de pixels de la scène servent à l'apprentissage. Vide : tous.</translation>
    </message>
    <message>
      <source>How many unlabelled pixels of the scene to learn from. Empty: as many as labelled ones, with X-ModalNet three times as many, with LVPCnet and DPMamba none; where all layers teach each, three times as many at the least.</source>
      <translation>Nombre de pixels non étiquetés de la scène dont on apprend. Vide : autant que de pixels étiquetés, avec X-ModalNet trois fois plus, avec LVPCnet et DPMamba aucun ; là où toutes les couches enseignent à chacune, au moins trois fois plus.</translation>
    </message>
    <message>
      <source>How much is computed. quick: a first look; standard: for maps to keep; paper: the published epochs, meant for a GPU. The log says beforehand how long it will take. Window, epochs, batch size and samples a class are as the effort says where they are left empty.</source>
      <translation>Quantité de calcul. quick : un premier coup d'œil ; standard : des cartes à garder ; paper : les époques publiées, prévues pour un GPU. Le journal dit d'avance combien de temps cela prendra. La fenêtre, les époques, la taille de lot et les échantillons par classe laissés vides suivent l'effort.</translation>
    </message>
    <message>
      <source>How much is computed. quick: a first look; standard: some hundred steps; paper: the published epochs, meant for a GPU. The log says beforehand how long it will take. Window, epochs and batch size are as the effort says where they are left empty.</source>
      <translation>Quantité de calcul. quick : un premier coup d'œil ; standard : quelques centaines de pas ; paper : les époques publiées, prévues pour un GPU. Le journal dit d'avance combien de temps cela prendra. La fenêtre, les époques et la taille de lot laissées vides suivent l'effort.</translation>
    </message>
    <message>
      <source>How often training goes through all samples.</source>
      <translation>Combien de fois l'apprentissage parcourt tous les échantillons.</translation>
    </message>
    <message>
      <source>Hyperspectral</source>
      <translation>Hyperspectral</translation>
    </message>
    <message>
      <source>Hyperspectral raster.</source>
      <translation>Raster hyperspectral.</translation>
    </message>
    <message>
      <source>In standard deviations of each band.</source>
      <translation>En écarts-types de chaque bande.</translation>
    </message>
    <message>
      <source>In the loss, beside the visible ones' 1.</source>
      <translation>Dans la perte, à côté du 1 des visibles.</translation>
    </message>
    <message>
      <source>In the place of polygons: a raster whose first band holds class codes; 0 and nodata are no class. Names and colours come from the layer's style, its attribute table or its category names.</source>
      <translation>À la place de polygones : un raster dont la première bande contient des codes de classe ; 0 et nodata ne sont pas une classe. Les noms et couleurs viennent du style de la couche, de sa table d'attributs ou de ses noms de catégories.</translation>
    </message>
    <message>
      <source>Installing PyTorch for the CPU, where an index has it</source>
      <translation>Installation de PyTorch pour le CPU, si un index l'a</translation>
    </message>
    <message>
      <source>Installing the optional part '{part}'</source>
      <translation>Installation de la partie facultative « {part} »</translation>
    </message>
    <message>
      <source>Interactive learning</source>
      <translation>Apprentissage interactif</translation>
    </message>
    <message>
      <source>Into</source>
      <translation>Vers</translation>
    </message>
    <message>
      <source>It goes into '{folder}'.</source>
      <translation>Il va dans « {folder} ».</translation>
    </message>
    <message>
      <source>It is in '{folder}' already, and will be opened again.</source>
      <translation>Il est déjà dans « {folder} » et sera rouvert.</translation>
    </message>
    <message>
      <source>It is too old, or its driver is: no build of PyTorch works with both.</source>
      <translation>Il est trop ancien, ou son pilote l'est : aucune version de PyTorch ne fonctionne avec les deux.</translation>
    </message>
    <message>
      <source>It measures accuracy, and nothing else. Without effect where test areas are given.</source>
      <translation>Le test mesure l'exactitude, et rien d'autre. Sans effet si des zones de test sont données.</translation>
    </message>
    <message>
      <source>It picks the best epoch.</source>
      <translation>La validation choisit la meilleure époque.</translation>
    </message>
    <message>
      <source>It was not measured.</source>
      <translation>Elle n'a pas été mesurée.</translation>
    </message>
    <message>
      <source>Jobs</source>
      <translation>Tâches</translation>
    </message>
    <message>
      <source>Kappa</source>
      <translation>Kappa</translation>
    </message>
    <message>
      <source>Label propagation</source>
      <translation>Propagation d'étiquettes</translation>
    </message>
    <message>
      <source>Labelled polygons or points, in any CRS. Class names and colours come from a categorised style of the layer.</source>
      <translation>Polygones ou points étiquetés, dans n'importe quel SCR. Les noms et couleurs des classes viennent d'un style catégorisé de la couche.</translation>
    </message>
    <message>
      <source>Language-guided visual prompt compensation: features learnt in step with class descriptions, and prompts that make up for missing modalities.</source>
      <translation>Language-guided visual prompt compensation : des caractéristiques apprises en accord avec les descriptions des classes, et des prompts qui compensent les modalités manquantes.</translation>
    </message>
    <message>
      <source>Largest norm of the gradient.</source>
      <translation>Plus grande norme du gradient.</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>Couches</translation>
    </message>
    <message>
      <source>Layers missing: {layers}</source>
      <translation>Couches manquantes : {layers}</translation>
    </message>
    <message>
      <source>Layers of the project were filled in by their names, bands and styles: {layers}. Check them.</source>
      <translation>Des couches du projet ont été remplies d'après leurs noms, leurs bandes et leurs styles : {layers}. Vérifiez-les.</translation>
    </message>
    <message>
      <source>Layers on which the map depends</source>
      <translation>Couches dont la carte dépend</translation>
    </message>
    <message>
      <source>Layers used: {layers}</source>
      <translation>Couches utilisées : {layers}</translation>
    </message>
    <message>
      <source>Learn from class descriptions</source>
      <translation>Apprendre des descriptions des classes</translation>
    </message>
    <message>
      <source>Learn from pseudo-labels of unlabelled pixels, too; without: ablation.</source>
      <translation>Apprend aussi de pseudo-étiquettes des pixels sans étiquette ; sinon : ablation.</translation>
    </message>
    <message>
      <source>Learn from what all layers see together</source>
      <translation>Apprendre de ce que toutes les couches voient ensemble</translation>
    </message>
    <message>
      <source>Learn what stands in for a missing modality; without, zeros do (ablation). The whole method, as published: 98.3 % on Houston, 61.5 without HSI, 97.0 without LiDAR.</source>
      <translation>Apprend ce qui remplace une modalité manquante ; sinon, des zéros (ablation). La méthode entière, comme publiée : 98,3 % sur Houston, 61,5 sans HSI, 97,0 sans LiDAR.</translation>
    </message>
    <message>
      <source>Learning rate</source>
      <translation>Taux d'apprentissage</translation>
    </message>
    <message>
      <source>Learnt tokens that each layer gets for a missing modality (4 make the 1,024 values of the paper's Table 3).</source>
      <translation>Jetons appris que chaque couche reçoit pour une modalité manquante (4 donnent les 1 024 valeurs du tableau 3 de l'article).</translation>
    </message>
    <message>
      <source>Leave it out where it is missing.</source>
      <translation>Omettez-la là où elle manque.</translation>
    </message>
    <message>
      <source>Leave this empty for QGIS's own Python or the environment that the plugin sets up. Another one needs PyTorch, the packages in requirements.txt and GDAL's Python.</source>
      <translation>Laissez vide pour le Python de QGIS ou l'environnement que l'extension installe. Un autre a besoin de PyTorch, des paquets de requirements.txt et du Python de GDAL.</translation>
    </message>
    <message>
      <source>Left empty, these are as the effort says; published: {values}.</source>
      <translation>Laissés vides, ces paramètres suivent l'effort ; valeurs publiées : {values}.</translation>
    </message>
    <message>
      <source>Lets LVPCnet and DPMamba learn classes of any name, and read descriptions that you write. Without it, they know the usual classes.</source>
      <translation>Permet à LVPCnet et DPMamba d'apprendre des classes de tout nom et de lire les descriptions que vous écrivez. Sans lui, ils connaissent les classes usuelles.</translation>
    </message>
    <message>
      <source>LiDAR heights, a surface model or other elevation.</source>
      <translation>Hauteurs LiDAR, modèle de surface ou autre altitude.</translation>
    </message>
    <message>
      <source>LiDAR or elevation</source>
      <translation>LiDAR ou altitude</translation>
    </message>
    <message>
      <source>Local-diffusion shared-specific autoencoder: one encoder for all layers, first taught to rebuild them from each other out of a few noisy pixels, then to tell the classes apart. Needs no text; a good first choice.</source>
      <translation>Local-diffusion shared-specific autoencoder : un encodeur pour toutes les couches, qui apprend d'abord à les reconstruire les unes à partir des autres avec quelques pixels bruités, puis à distinguer les classes. N'a pas besoin de texte ; un bon premier choix.</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>Journal</translation>
    </message>
    <message>
      <source>Looking for a GPU and for the package indexes…</source>
      <translation>Recherche d'un GPU et des index de paquets…</translation>
    </message>
    <message>
      <source>Loss by epoch</source>
      <translation>Perte par époque</translation>
    </message>
    <message>
      <source>Lost dates</source>
      <translation>Dates perdues</translation>
    </message>
    <message>
      <source>MAE</source>
      <translation>MAE</translation>
    </message>
    <message>
      <source>METHOD: {title} learns classes alone, not {target}; take mdico or auto for that.</source>
      <translation>METHOD : {title} n'apprend que des classes, pas {target} ; prenez pour cela mdico ou auto.</translation>
    </message>
    <message>
      <source>MODEL: name a file for the model, such as land.rsmiss; a temporary one is gone when QGIS closes.</source>
      <translation>MODEL : nommez un fichier pour le modèle, par exemple land.rsmiss ; un fichier temporaire disparaît quand QGIS se ferme.</translation>
    </message>
    <message>
      <source>Made by rsmiss on {day}</source>
      <translation>Réalisé par rsmiss le {day}</translation>
    </message>
    <message>
      <source>Making the environment</source>
      <translation>Création de l'environnement</translation>
    </message>
    <message>
      <source>Map</source>
      <translation>Carte</translation>
    </message>
    <message>
      <source>Map of all layers</source>
      <translation>Carte de toutes les couches</translation>
    </message>
    <message>
      <source>Mapped pixels</source>
      <translation>Pixels cartographiés</translation>
    </message>
    <message>
      <source>Mapping</source>
      <translation>Cartographie</translation>
    </message>
    <message>
      <source>Maps a scene several times, as if only some of its layers were there.

The scene is read once. Each case gives a map of its own, and in QGIS a map theme. A table says what each case loses and what accuracy to expect of it.

Of classes or labels: the share of the complete map that a case keeps, class by class; two further maps show where the answer depends on a layer. Of a number: the mean difference from the complete map and the correlation with it; a further map shows how far the values of all cases lie apart.</source>
      <translation>Cartographie une scène plusieurs fois, comme si seules certaines de ses couches étaient là.

La scène est lue une fois. Chaque cas donne sa propre carte et, dans QGIS, un thème de carte. Une table dit ce que chaque cas perd et quelle exactitude en attendre.

Pour des classes ou des étiquettes : la part de la carte complète qu'un cas conserve, classe par classe ; deux autres cartes montrent où la réponse dépend d'une couche. Pour un nombre : l'écart moyen à la carte complète et la corrélation avec elle ; une autre carte montre à quel point les valeurs de tous les cas s'écartent.</translation>
    </message>
    <message>
      <source>Maps a scene with a trained model and whichever of its layers there are.

Leave a layer out, and it is missing. Where a layer has no data (clouds, the edge of a swath), each pixel is mapped from the layers that see it; a pixel that no layer sees stays without data. The map carries names, colours and a table of its classes.</source>
      <translation>Cartographie une scène avec un modèle entraîné et celles de ses couches qui sont là.

Une couche omise est une couche manquante. Là où une couche n'a pas de données (nuages, bord de fauchée), chaque pixel est cartographié à partir des couches qui le voient ; un pixel qu'aucune couche ne voit reste sans données. La carte porte les noms, les couleurs et une table de ses classes.</translation>
    </message>
    <message>
      <source>Mask ratio</source>
      <translation>Part masquée</translation>
    </message>
    <message>
      <source>Match unknown classes to near ones</source>
      <translation>Rapprocher les classes inconnues</translation>
    </message>
    <message>
      <source>Mean IoU</source>
      <translation>IoU moyenne</translation>
    </message>
    <message>
      <source>Memory of the GPU: {size}</source>
      <translation>Mémoire du GPU : {size}</translation>
    </message>
    <message>
      <source>Memory: {size}</source>
      <translation>Mémoire : {size}</translation>
    </message>
    <message>
      <source>Method</source>
      <translation>Méthode</translation>
    </message>
    <message>
      <source>Method that was taken</source>
      <translation>Méthode retenue</translation>
    </message>
    <message>
      <source>Method: {method}</source>
      <translation>Méthode : {method}</translation>
    </message>
    <message>
      <source>Minutes that all of it may take at the most. The pre-training plans its steps to end in time and says what it left out. Empty: no limit.</source>
      <translation>Nombre maximal de minutes pour l'ensemble. Le pré-entraînement prévoit ses pas pour finir à temps et dit ce qu'il a laissé de côté. Vide : aucune limite.</translation>
    </message>
    <message>
      <source>Minutes that all of it may take at the most. The training plans its steps to end in time, keeps the best weights and says what it left out. Empty: no limit.</source>
      <translation>Nombre maximal de minutes pour l'ensemble. L'apprentissage prévoit ses pas pour finir à temps, garde les meilleurs poids et dit ce qu'il a laissé de côté. Vide : aucune limite.</translation>
    </message>
    <message>
      <source>Missing-modality prompts</source>
      <translation>Prompts de modalité manquante</translation>
    </message>
    <message>
      <source>Mixer of pixels</source>
      <translation>Mélangeur des pixels</translation>
    </message>
    <message>
      <source>Mixing</source>
      <translation>Mélange</translation>
    </message>
    <message>
      <source>Modality loss</source>
      <translation>Perte de modalité</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modèle</translation>
    </message>
    <message>
      <source>Model information</source>
      <translation>Informations sur le modèle</translation>
    </message>
    <message>
      <source>Model information…</source>
      <translation>Infos du modèle…</translation>
    </message>
    <message>
      <source>Model: {model}</source>
      <translation>Modèle : {model}</translation>
    </message>
    <message>
      <source>Models that you train or use are listed here; 'Add…' takes others in.</source>
      <translation>Les modèles que vous entraînez ou utilisez sont listés ici ; « Ajouter… » en accueille d'autres.</translation>
    </message>
    <message>
      <source>Models…</source>
      <translation>Modèles…</translation>
    </message>
    <message>
      <source>Multi-modal disentanglement for co-learning: each layer learns from the others what they share, and then predicts alone. Reads time series, patches and single pixels; learns classes, several labels or a number.</source>
      <translation>Multi-modal disentanglement for co-learning : chaque couche apprend des autres ce qu'elles partagent, puis prédit seule. Lit des séries temporelles, des imagettes et des pixels isolés ; apprend des classes, plusieurs étiquettes ou un nombre.</translation>
    </message>
    <message>
      <source>Multispectral</source>
      <translation>Multispectral</translation>
    </message>
    <message>
      <source>Multispectral raster, such as Sentinel-2 or Landsat.</source>
      <translation>Raster multispectral, comme Sentinel-2 ou Landsat.</translation>
    </message>
    <message>
      <source>Network that reads patches: a small CNN, or a ResNet-50; auto takes the latter for aerial images in windows of 32 pixels and more (the paper).</source>
      <translation>Réseau qui lit les imagettes : un petit CNN, ou un ResNet-50 ; auto prend ce dernier pour les images aériennes dans des fenêtres de 32 pixels et plus (comme l'article).</translation>
    </message>
    <message>
      <source>Network that reads time series.</source>
      <translation>Réseau qui lit les séries temporelles.</translation>
    </message>
    <message>
      <source>Networks in the ensemble</source>
      <translation>Réseaux dans l'ensemble</translation>
    </message>
    <message>
      <source>No NVIDIA GPU was found.</source>
      <translation>Aucun GPU NVIDIA n'a été trouvé.</translation>
    </message>
    <message>
      <source>No job yet. Train or classify, and watch it here.</source>
      <translation>Pas encore de tâche. Lancez-en une, et suivez-la ici.</translation>
    </message>
    <message>
      <source>Noise (dB)</source>
      <translation>Bruit (dB)</translation>
    </message>
    <message>
      <source>Number of noise levels; fewer end with less noise.</source>
      <translation>Nombre de niveaux de bruit ; moins de niveaux finissent avec moins de bruit.</translation>
    </message>
    <message>
      <source>Of Adam, at the start of both stages.</source>
      <translation>Taux d'apprentissage d'Adam, au début des deux étapes.</translation>
    </message>
    <message>
      <source>Of Adam, before the cosine.</source>
      <translation>Taux d'apprentissage d'Adam, avant le cosinus.</translation>
    </message>
    <message>
      <source>Of Adam.</source>
      <translation>Taux d'apprentissage d'Adam.</translation>
    </message>
    <message>
      <source>Of AdamW, after the warm-up. Empty: 0.0003 (the paper), and 0.003 for windows of a single pixel (chosen within Houston's training pixels).</source>
      <translation>Taux d'apprentissage d'AdamW, après la montée. Vide : 0.0003 (l'article), et 0.003 pour des fenêtres d'un seul pixel (choisi parmi les pixels d'apprentissage de Houston).</translation>
    </message>
    <message>
      <source>Of AdamW, apart from the losses.</source>
      <translation>Décroissance d'AdamW, séparée des pertes.</translation>
    </message>
    <message>
      <source>Of AdamW.</source>
      <translation>Décroissance d'AdamW.</translation>
    </message>
    <message>
      <source>Of all rounds together, shared out evenly.</source>
      <translation>Époques de toutes les passes ensemble, réparties également.</translation>
    </message>
    <message>
      <source>Of each layer's decoder, divisible by 8; the encoder's is 128.</source>
      <translation>Largeur du décodeur de chaque couche, divisible par 8 ; celle de l'encodeur est 128.</translation>
    </message>
    <message>
      <source>Of each stream as a denoising autoencoder.</source>
      <translation>Pré-entraînement de chaque flux comme auto-encodeur débruiteur.</translation>
    </message>
    <message>
      <source>Of how far a stand-in is from the features of the layer itself, where that is there; on unlabelled pixels, too, where some are read (ours; the paper: 0).</source>
      <translation>De l'écart entre un substitut et les caractéristiques de la couche elle-même, là où elle existe ; aussi sur les pixels sans étiquette, s'il en est lu (de nous ; publication : 0).</translation>
    </message>
    <message>
      <source>Of the alignment beside the classification.</source>
      <translation>Poids de l'alignement à côté de la classification.</translation>
    </message>
    <message>
      <source>Of the alignment with the class descriptions.</source>
      <translation>Poids de l'alignement avec les descriptions des classes.</translation>
    </message>
    <message>
      <source>Of the contrastive loss.</source>
      <translation>Température de la perte contrastive.</translation>
    </message>
    <message>
      <source>Of the hidden tokens that are rebuilt from another layer.</source>
      <translation>Poids des jetons cachés reconstruits à partir d'une autre couche.</translation>
    </message>
    <message>
      <source>Of the learning rate: one cosine down to zero, or constant.</source>
      <translation>Évolution du taux d'apprentissage : un cosinus jusqu'à zéro, ou constant.</translation>
    </message>
    <message>
      <source>Of the network's numbers. float32: the same on every machine. bfloat16: three digits, faster on some GPUs and CPUs. auto: bfloat16 where the method is as good with it and the machine is made for it, else float32. What is learnt as a number is always computed in float32.</source>
      <translation>Précision des nombres du réseau. float32 : identique sur toute machine. bfloat16 : trois chiffres, plus rapide sur certains GPU et CPU. auto : bfloat16 là où la méthode est aussi bonne ainsi et où la machine est faite pour cela, sinon float32. Ce qui s'apprend comme un nombre est toujours calculé en float32.</translation>
    </message>
    <message>
      <source>Of the visible tokens that are rebuilt from another layer.</source>
      <translation>Poids des jetons visibles reconstruits à partir d'une autre couche.</translation>
    </message>
    <message>
      <source>Of training, each with new pseudo-labels for the unlabelled pixels.</source>
      <translation>Passes d'apprentissage, chacune avec de nouvelles pseudo-étiquettes pour les pixels sans étiquette.</translation>
    </message>
    <message>
      <source>Off (ablation): divergence of the shared features and a modality classifier take the place of language. The whole method, as published: 98.5 % on Houston, 85.1 without HSI, 98.1 without LiDAR.</source>
      <translation>Désactivé (ablation) : la divergence des caractéristiques partagées et un classifieur de modalité remplacent le langage. La méthode entière, comme publiée : 98,5 % sur Houston, 85,1 sans HSI, 98,1 sans LiDAR.</translation>
    </message>
    <message>
      <source>Off (ablation): no second stage, and nothing stands in for what is specific to a missing layer. The whole method, as published: 98.5 % on Houston, 85.1 without HSI, 98.1 without LiDAR.</source>
      <translation>Désactivé (ablation) : pas de seconde étape, et rien ne remplace ce qui est propre à une couche manquante. La méthode entière, comme publiée : 98,5 % sur Houston, 85,1 sans HSI, 98,1 sans LiDAR.</translation>
    </message>
    <message>
      <source>Off (ablation): one encoder for each modality gives both. The whole method, as published: 98.5 % on Houston, 85.1 without HSI, 98.1 without LiDAR.</source>
      <translation>Désactivé (ablation) : un encodeur par modalité donne les deux. La méthode entière, comme publiée : 98,5 % sur Houston, 85,1 sans HSI, 98,1 sans LiDAR.</translation>
    </message>
    <message>
      <source>One band a class, 0 to 1.</source>
      <translation>Une bande par classe, de 0 à 1.</translation>
    </message>
    <message>
      <source>One cosine (the paper), or warm restarts (the authors' code).</source>
      <translation>Un seul cosinus (l'article), ou des redémarrages (le code des auteurs).</translation>
    </message>
    <message>
      <source>One of: {choices}.</source>
      <translation>Possibilités : {choices}.</translation>
    </message>
    <message>
      <source>One row a class, one column for each kind of description. A GeoPackage or a CSV file, for spreadsheets.</source>
      <translation>Une ligne par classe, une colonne par type de description. Un GeoPackage, ou un fichier CSV pour les tableurs.</translation>
    </message>
    <message>
      <source>Only {layers}</source>
      <translation>Seulement {layers}</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Ouvrir</translation>
    </message>
    <message>
      <source>Open folder</source>
      <translation>Ouvrir le dossier</translation>
    </message>
    <message>
      <source>Open report</source>
      <translation>Ouvrir le rapport</translation>
    </message>
    <message>
      <source>Open the maps in the project</source>
      <translation>Ouvrir les cartes dans le projet</translation>
    </message>
    <message>
      <source>Optional</source>
      <translation>Facultatif</translation>
    </message>
    <message>
      <source>Options</source>
      <translation>Options</translation>
    </message>
    <message>
      <source>Other raster</source>
      <translation>Autre raster</translation>
    </message>
    <message>
      <source>Our own, for the paper has no arbitrary subsets: a step learns from all combinations of the layers at once, or from one that is drawn for each batch.</source>
      <translation>De nous, car l'article n'a pas de sous-ensembles quelconques : un pas apprend de toutes les combinaisons des couches à la fois, ou d'une seule, tirée pour chaque lot.</translation>
    </message>
    <message>
      <source>Overall accuracy</source>
      <translation>Exactitude globale</translation>
    </message>
    <message>
      <source>Overall accuracy with all layers</source>
      <translation>Exactitude globale avec toutes les couches</translation>
    </message>
    <message>
      <source>Packages that are wanted do not go together ({what}). QGIS's own numpy is kept; a newer QGIS may be needed.</source>
      <translation>Des paquets demandés ne vont pas ensemble ({what}). Le numpy de QGIS est conservé ; un QGIS plus récent peut être nécessaire.</translation>
    </message>
    <message>
      <source>Page</source>
      <translation>Page</translation>
    </message>
    <message>
      <source>Paired samples</source>
      <translation>Échantillons appariés</translation>
    </message>
    <message>
      <source>Patch encoder</source>
      <translation>Encodeur d'imagettes</translation>
    </message>
    <message>
      <source>Patience</source>
      <translation>Patience</translation>
    </message>
    <message>
      <source>Pixel size</source>
      <translation>Taille de pixel</translation>
    </message>
    <message>
      <source>Pixels</source>
      <translation>Pixels</translation>
    </message>
    <message>
      <source>Pixels between training, validation and test, so that no window shows pixels of another part. Empty: half of the window, and none where single pixels are split. The log says how many are left out.</source>
      <translation>Pixels entre apprentissage, validation et test, pour qu'aucune fenêtre ne montre de pixels d'une autre part. Vide : la moitié de la fenêtre, et aucun si l'on répartit des pixels isolés. Le journal dit combien sont écartés.</translation>
    </message>
    <message>
      <source>Pixels that go through the network at once. Empty: by the device.</source>
      <translation>Pixels qui traversent le réseau à la fois. Vide : selon le périphérique.</translation>
    </message>
    <message>
      <source>Pixels that were learnt from</source>
      <translation>Pixels ayant servi à l'apprentissage</translation>
    </message>
    <message>
      <source>Pixels without data</source>
      <translation>Pixels sans données</translation>
    </message>
    <message>
      <source>Polygons, points or a raster of class codes that accuracy is measured on, such as a published split. Classes are named, or coded, as in the training, and so is the field. Empty: a share of the training areas.</source>
      <translation>Polygones, points ou raster de codes de classe sur lesquels l'exactitude est mesurée, par exemple une répartition publiée. Les classes ont les mêmes noms ou codes que dans l'apprentissage, et le champ le même nom. Vide : une part des zones d'apprentissage.</translation>
    </message>
    <message>
      <source>Pre-train LDS2AE</source>
      <translation>Pré-entraîner LDS2AE</translation>
    </message>
    <message>
      <source>Pre-train LDS2AE…</source>
      <translation>Pré-entraîner LDS2AE…</translation>
    </message>
    <message>
      <source>Pre-trained encoder</source>
      <translation>Encodeur pré-entraîné</translation>
    </message>
    <message>
      <source>Pre-training epochs</source>
      <translation>Époques de pré-entraînement</translation>
    </message>
    <message>
      <source>Pre-training schedule</source>
      <translation>Évolution du taux au pré-entraînement</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>Précision numérique</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>Préréglage</translation>
    </message>
    <message>
      <source>Principal components</source>
      <translation>Composantes principales</translation>
    </message>
    <message>
      <source>Probabilities</source>
      <translation>Probabilités</translation>
    </message>
    <message>
      <source>Probability of the mapped class, 0 to 1.</source>
      <translation>Probabilité de la classe cartographiée, de 0 à 1.</translation>
    </message>
    <message>
      <source>Probability of {name}</source>
      <translation>Probabilité de {name}</translation>
    </message>
    <message>
      <source>Prompt epochs</source>
      <translation>Époques des prompts</translation>
    </message>
    <message>
      <source>Prompt length</source>
      <translation>Longueur des prompts</translation>
    </message>
    <message>
      <source>Prompts</source>
      <translation>Prompts</translation>
    </message>
    <message>
      <source>PyTorch</source>
      <translation>PyTorch</translation>
    </message>
    <message>
      <source>PyTorch as the folder has it</source>
      <translation>PyTorch tel que le dossier le contient</translation>
    </message>
    <message>
      <source>PyTorch for Macs</source>
      <translation>PyTorch pour Mac</translation>
    </message>
    <message>
      <source>PyTorch for the CPU</source>
      <translation>PyTorch pour le CPU</translation>
    </message>
    <message>
      <source>PyTorch is there but Windows cannot load it: install the Microsoft Visual C++ Redistributable 2015-2022 (x64), then set up again.</source>
      <translation>PyTorch est là mais Windows ne peut pas le charger : installez le Microsoft Visual C++ Redistributable 2015-2022 (x64), puis relancez l'installation.</translation>
    </message>
    <message>
      <source>PyTorch with {cuda}</source>
      <translation>PyTorch avec {cuda}</translation>
    </message>
    <message>
      <source>PyTorch with {cuda}, which works on the CPU too</source>
      <translation>PyTorch avec {cuda}, qui fonctionne aussi sur le CPU</translation>
    </message>
    <message>
      <source>PyTorch's own index does not answer; PyPI's build is taken, which needs an NVIDIA driver {driver} or newer.</source>
      <translation>L'index propre à PyTorch ne répond pas ; la version de PyPI est prise, qui demande un pilote NVIDIA {driver} ou plus récent.</translation>
    </message>
    <message>
      <source>PyTorch's own index, which has the builds with CUDA, does not answer; PyPI's build for the CPU is taken.</source>
      <translation>L'index propre à PyTorch, qui a les versions avec CUDA, ne répond pas ; la version de PyPI pour le CPU est prise.</translation>
    </message>
    <message>
      <source>PyTorch's own index, which has the small build for the CPU, does not answer; where no other index in pip's settings has it, PyPI's large build is taken.</source>
      <translation>L'index propre à PyTorch, qui a la petite version pour le CPU, ne répond pas ; si aucun autre index des réglages de pip ne l'a, la grande version de PyPI est prise.</translation>
    </message>
    <message>
      <source>Python</source>
      <translation>Python</translation>
    </message>
    <message>
      <source>Python of the engine</source>
      <translation>Python du moteur</translation>
    </message>
    <message>
      <source>QGIS's Python cannot make environments: install the system's package python3-venv, then set up again.</source>
      <translation>Le Python de QGIS ne peut pas créer d'environnements : installez le paquet système python3-venv, puis relancez l'installation.</translation>
    </message>
    <message>
      <source>QGIS's own Python was not found; make an environment by hand and name it in RSMISS_PYTHON.</source>
      <translation>Le Python de QGIS n'a pas été trouvé ; créez un environnement à la main et nommez-le dans RSMISS_PYTHON.</translation>
    </message>
    <message>
      <source>RMSE</source>
      <translation>RMSE</translation>
    </message>
    <message>
      <source>Random centre crops in pre-training.</source>
      <translation>Recadrages centrés aléatoires au pré-entraînement.</translation>
    </message>
    <message>
      <source>Rejection</source>
      <translation>Rejet</translation>
    </message>
    <message>
      <source>Remove older environments ({count}, {size})…</source>
      <translation>Supprimer les anciens environnements ({count}, {size})…</translation>
    </message>
    <message>
      <source>Remove the engine in '{folder}'? It can be set up again.</source>
      <translation>Supprimer le moteur dans « {folder} » ? Il pourra être réinstallé.</translation>
    </message>
    <message>
      <source>Remove these environments of older versions of the plugin, or of another QGIS that shares this profile?

{names}</source>
      <translation>Supprimer ces environnements de versions antérieures de l'extension, ou d'un autre QGIS qui partage ce profil ?

{names}</translation>
    </message>
    <message>
      <source>Remove…</source>
      <translation>Supprimer…</translation>
    </message>
    <message>
      <source>Removing…</source>
      <translation>Suppression…</translation>
    </message>
    <message>
      <source>Repeat with these settings…</source>
      <translation>Relancer avec ces réglages…</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>Rapport</translation>
    </message>
    <message>
      <source>Rich layer</source>
      <translation>Couche riche</translation>
    </message>
    <message>
      <source>Rounds</source>
      <translation>Passes</translation>
    </message>
    <message>
      <source>R²</source>
      <translation>R²</translation>
    </message>
    <message>
      <source>SAR</source>
      <translation>SAR</translation>
    </message>
    <message>
      <source>SAR backscatter, best in dB.</source>
      <translation>Rétrodiffusion SAR, de préférence en dB.</translation>
    </message>
    <message>
      <source>Sample project</source>
      <translation>Projet d'exemple</translation>
    </message>
    <message>
      <source>Sample project…</source>
      <translation>Projet d'exemple…</translation>
    </message>
    <message>
      <source>Sample scene</source>
      <translation>Scène d'exemple</translation>
    </message>
    <message>
      <source>Samples</source>
      <translation>Échantillons</translation>
    </message>
    <message>
      <source>Samples a class</source>
      <translation>Échantillons par classe</translation>
    </message>
    <message>
      <source>Samples in one optimiser step.</source>
      <translation>Échantillons dans un pas de l'optimiseur.</translation>
    </message>
    <message>
      <source>Samples in one optimiser step. Labelled ones, at the most: an epoch goes through few of them up to four times; as many unlabelled ones come with them.</source>
      <translation>Échantillons dans un pas de l'optimiseur. Étiquetés, au plus : une époque en parcourt un petit nombre jusqu'à quatre fois ; autant d'échantillons sans étiquette les accompagnent.</translation>
    </message>
    <message>
      <source>Says which Python, packages and devices the engine has, and tries a real computation on the device.</source>
      <translation>Dit quel Python, quels paquets et quels périphériques le moteur possède, et essaie un vrai calcul sur le périphérique.</translation>
    </message>
    <message>
      <source>Schedule</source>
      <translation>Évolution du taux</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>Graine aléatoire</translation>
    </message>
    <message>
      <source>Self-adversarial module</source>
      <translation>Module auto-adverse</translation>
    </message>
    <message>
      <source>Semi-supervised deep cross-modal network: a stream for each layer, which exchange what they learn, and pseudo-labels of unlabelled pixels. For few labelled pixels and one rich layer that may be missing in the map.</source>
      <translation>Réseau profond intermodal semi-supervisé : un flux par couche, qui échangent ce qu'ils apprennent, et des pseudo-étiquettes des pixels sans étiquette. Pour peu de pixels étiquetés et une couche riche qui peut manquer dans la carte.</translation>
    </message>
    <message>
      <source>Sentence encoder</source>
      <translation>Encodeur de phrases</translation>
    </message>
    <message>
      <source>Series encoder</source>
      <translation>Encodeur de séries</translation>
    </message>
    <message>
      <source>Set aside what serves no prediction; without: ablation.</source>
      <translation>Met de côté ce qui ne sert aucune prédiction ; sinon : ablation.</translation>
    </message>
    <message>
      <source>Set up</source>
      <translation>Installer</translation>
    </message>
    <message>
      <source>Set up the engine…</source>
      <translation>Installer le moteur…</translation>
    </message>
    <message>
      <source>Set up the rsmiss engine</source>
      <translation>Installer le moteur de rsmiss</translation>
    </message>
    <message>
      <source>Settings &gt; Options &gt; rsmiss, or the variable RSMISS_PYTHON, names '{python}': that one is used, whatever is set up here.</source>
      <translation>Préférences &gt; Options &gt; rsmiss, ou la variable RSMISS_PYTHON, nomme « {python} » : c'est lui qui est utilisé, quoi qu'on installe ici.</translation>
    </message>
    <message>
      <source>Settings…</source>
      <translation>Paramètres…</translation>
    </message>
    <message>
      <source>Share for the test</source>
      <translation>Part pour le test</translation>
    </message>
    <message>
      <source>Share for validation</source>
      <translation>Part pour la validation</translation>
    </message>
    <message>
      <source>Share of a series' dates that a sample loses.</source>
      <translation>Part des dates d'une série qu'un échantillon perd.</translation>
    </message>
    <message>
      <source>Share of the features that are hidden.</source>
      <translation>Part des caractéristiques cachées.</translation>
    </message>
    <message>
      <source>Share of the features that fully connected layers hide; convolutions hide a third of it. Ours: the paper has dropout, but no rates.</source>
      <translation>Part des caractéristiques que les couches entièrement connectées cachent ; les convolutions en cachent un tiers. De nous : l'article a un dropout, mais n'en donne pas les taux.</translation>
    </message>
    <message>
      <source>Share of the tokens that pre-training hides.</source>
      <translation>Part des jetons que le pré-entraînement cache.</translation>
    </message>
    <message>
      <source>Shared and specific features</source>
      <translation>Caractéristiques partagées et propres</translation>
    </message>
    <message>
      <source>Shared and specific features predict alone, too (eq. 8).</source>
      <translation>Les caractéristiques partagées et propres prédisent aussi seules (éq. 8).</translation>
    </message>
    <message>
      <source>Shared features of a sample are alike (eq. 9-10).</source>
      <translation>Les caractéristiques partagées d'un échantillon se ressemblent (éq. 9-10).</translation>
    </message>
    <message>
      <source>Shift in time</source>
      <translation>Décalage temporel</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>Afficher</translation>
    </message>
    <message>
      <source>Side of a token, the transformer's unit; it divides the window.</source>
      <translation>Côté d'un jeton, l'unité du transformeur ; il divise la fenêtre.</translation>
    </message>
    <message>
      <source>Side of the map's pixels, in the units of its CRS; empty: as in training.</source>
      <translation>Côté des pixels de la carte, dans les unités de son SCR ; vide : comme à l'apprentissage.</translation>
    </message>
    <message>
      <source>Side of the patch around a pixel; odd.</source>
      <translation>Côté de l'imagette autour d'un pixel ; impair.</translation>
    </message>
    <message>
      <source>Side of the patch around a pixel; odd. 1 reads the pixel alone, as series are unless their surroundings are read, too.</source>
      <translation>Côté de l'imagette autour d'un pixel ; impair. 1 ne lit que le pixel, comme les séries sont lues si leur voisinage ne l'est pas.</translation>
    </message>
    <message>
      <source>Side of the patch around a pixel; odd. The paper takes 11, 15 or 9 pixels.</source>
      <translation>Côté de l'imagette autour d'un pixel ; impair. L'article prend 11, 15 ou 9 pixels.</translation>
    </message>
    <message>
      <source>Side of the patch around a pixel; odd. The rich layer is seen by the pixel alone.</source>
      <translation>Côté de l'imagette autour d'un pixel ; impair. La couche riche n'est vue qu'au pixel même.</translation>
    </message>
    <message>
      <source>Side of the scene in pixels of 5 m.</source>
      <translation>Côté de la scène en pixels de 5 m.</translation>
    </message>
    <message>
      <source>Side of the windows that are read and mapped at once; memory follows it.</source>
      <translation>Côté des fenêtres lues et cartographiées à la fois ; la mémoire en dépend.</translation>
    </message>
    <message>
      <source>Signal-to-noise ratio of noise added to the layers while training, for noisy scenes (10 to 40). Empty: none.</source>
      <translation>Rapport signal sur bruit du bruit ajouté aux couches pendant l'apprentissage, pour des scènes bruitées (10 à 40). Vide : aucun.</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Taille</translation>
    </message>
    <message>
      <source>Size (pixels)</source>
      <translation>Taille (pixels)</translation>
    </message>
    <message>
      <source>So many networks learn from the same samples, each with a seed of its own; the mean of their probabilities is mapped. Surer, at so many times the cost of one, in training and in mapping.</source>
      <translation>Autant de réseaux apprennent des mêmes échantillons, chacun avec sa propre graine ; la moyenne de leurs probabilités est cartographiée. Plus sûr, pour autant de fois le coût d'un seul, à l'entraînement comme à la cartographie.</translation>
    </message>
    <message>
      <source>So many unlabelled pixels of the scene for each labelled one, from which the contrastive and the modality loss learn, too; 0: none (the paper).</source>
      <translation>Autant de pixels de la scène sans étiquette pour chaque pixel étiqueté, dont apprennent aussi la perte contrastive et celle des modalités ; 0 : aucun (l'article).</translation>
    </message>
    <message>
      <source>Source: {citation}.</source>
      <translation>Source : {citation}.</translation>
    </message>
    <message>
      <source>Specific and unused features tell the layer (eq. 11).</source>
      <translation>Les caractéristiques propres et inutilisées désignent la couche (éq. 11).</translation>
    </message>
    <message>
      <source>Split</source>
      <translation>Répartition</translation>
    </message>
    <message>
      <source>Step {number} of {total}: {title}…</source>
      <translation>Étape {number} sur {total} : {title}…</translation>
    </message>
    <message>
      <source>Stop after so many looks at the validation without a better one.</source>
      <translation>Arrête quand autant de regards sur la validation n'en ont pas donné de meilleure.</translation>
    </message>
    <message>
      <source>Streams exchange their weights; without: ablation.</source>
      <translation>Les flux échangent leurs poids ; sinon : ablation.</translation>
    </message>
    <message>
      <source>Student epochs</source>
      <translation>Époques de l'élève</translation>
    </message>
    <message>
      <source>Subsets in fine-tuning</source>
      <translation>Sous-ensembles à l'ajustement fin</translation>
    </message>
    <message>
      <source>Supervised weight</source>
      <translation>Poids supervisé</translation>
    </message>
    <message>
      <source>Surroundings of series</source>
      <translation>Voisinage des séries</translation>
    </message>
    <message>
      <source>TEST: '{layer}' has no field that is named as CLASS_FIELD, and none that names classes: {fields}.</source>
      <translation>TEST : « {layer} » n'a pas de champ du nom de CLASS_FIELD, ni de champ qui nomme des classes : {fields}.</translation>
    </message>
    <message>
      <source>TEST: '{layer}' is not there or is no layer of polygons, points or class codes; choose another.</source>
      <translation>TEST : « {layer} » n'existe pas ou n'est pas une couche de polygones, de points ou de codes de classe ; choisissez-en une autre.</translation>
    </message>
    <message>
      <source>TRAINING: '{layer}' cannot be read: {problem}.</source>
      <translation>TRAINING : impossible de lire « {layer} » : {problem}.</translation>
    </message>
    <message>
      <source>TRAINING: '{layer}' is a raster; give polygons or points, or a raster as TRAINING_RASTER.</source>
      <translation>TRAINING : « {layer} » est un raster ; donnez des polygones ou des points, ou un raster comme TRAINING_RASTER.</translation>
    </message>
    <message>
      <source>TRAINING: '{layer}' is not there or is no vector layer; choose another.</source>
      <translation>TRAINING : « {layer} » n'existe pas ou n'est pas une couche vecteur ; choisissez-en une autre.</translation>
    </message>
    <message>
      <source>TRAINING: give a layer of polygons or points, or a raster of class codes as TRAINING_RASTER.</source>
      <translation>TRAINING : donnez une couche de polygones ou de points, ou un raster de codes de classe comme TRAINING_RASTER.</translation>
    </message>
    <message>
      <source>TRAINING_RASTER: '{layer}' is not there or is no raster that GDAL opens; choose another layer.</source>
      <translation>TRAINING_RASTER : « {layer} » n'existe pas ou n'est pas un raster que GDAL ouvre ; choisissez une autre couche.</translation>
    </message>
    <message>
      <source>TRAINING_RASTER: a raster of class codes tells one class a pixel; give polygons to learn {target}.</source>
      <translation>TRAINING_RASTER : un raster de codes de classe dit une classe par pixel ; donnez des polygones pour apprendre {target}.</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>Table</translation>
    </message>
    <message>
      <source>Table (CSV)</source>
      <translation>Table (CSV)</translation>
    </message>
    <message>
      <source>Take off the list</source>
      <translation>Retirer de la liste</translation>
    </message>
    <message>
      <source>Teacher epochs</source>
      <translation>Époques de l'enseignant</translation>
    </message>
    <message>
      <source>Teaches LDS2AE's encoder a scene without any labels, and keeps it in a file. A training that is given this file as 'Pre-trained encoder' begins with it, skips its own pre-training and only learns the classes.

So one long pre-training on all pixels serves many trainings: other polygons, other classes, another year of the same sensors. The training needs the same layers, bands and token size; its window is the encoder's.</source>
      <translation>Enseigne une scène à l'encodeur de LDS2AE sans aucune étiquette, et le garde dans un fichier. Un apprentissage qui reçoit ce fichier comme « Encodeur pré-entraîné » part de lui, saute son propre pré-entraînement et n'apprend que les classes.

Un long pré-entraînement sur tous les pixels sert ainsi à de nombreux apprentissages : autres polygones, autres classes, une autre année des mêmes capteurs. L'apprentissage demande les mêmes couches, bandes et taille de jeton ; sa fenêtre est celle de l'encodeur.</translation>
    </message>
    <message>
      <source>Temperature</source>
      <translation>Température</translation>
    </message>
    <message>
      <source>Test areas</source>
      <translation>Zones de test</translation>
    </message>
    <message>
      <source>Test pixels serve as unlabelled ones, too: the paper's setting, too rosy for other places.</source>
      <translation>Les pixels de test servent aussi de pixels sans étiquette : le cadre de l'article, trop favorable pour d'autres lieux.</translation>
    </message>
    <message>
      <source>Text encoder</source>
      <translation>Encodeur de texte</translation>
    </message>
    <message>
      <source>Text encoder's file or folder</source>
      <translation>Fichier ou dossier de l'encodeur de texte</translation>
    </message>
    <message>
      <source>Text, or integer codes, which stay the values of the map. Empty: the field that the layer is styled by, else its text field with 2 to 50 different values.</source>
      <translation>Du texte, ou des codes entiers, qui restent les valeurs de la carte. Vide : le champ du style de la couche, sinon son champ texte ayant de 2 à 50 valeurs différentes.</translation>
    </message>
    <message>
      <source>The algorithm was not prepared.</source>
      <translation>L'algorithme n'a pas été préparé.</translation>
    </message>
    <message>
      <source>The architecture that the open_clip weights belong to.</source>
      <translation>L'architecture à laquelle appartiennent les poids open_clip.</translation>
    </message>
    <message>
      <source>The certificate of the package index is not trusted. Where your network replaces certificates, add its authority in Settings &gt; Options &gt; Authentication &gt; Manage Certificates, then set up again.</source>
      <translation>Le certificat de l'index de paquets n'est pas reconnu. Si votre réseau remplace les certificats, ajoutez son autorité dans Préférences &gt; Options &gt; Authentification &gt; Gérer les certificats, puis relancez l'installation.</translation>
    </message>
    <message>
      <source>The contrastive loss pairs the layers of one sample; without, of any two samples of a class (ablation).</source>
      <translation>La perte contrastive apparie les couches d'un même échantillon ; sinon, celles de deux échantillons quelconques d'une classe (ablation).</translation>
    </message>
    <message>
      <source>The disk is full: make space in the folder of your QGIS profile and in that of temporary files, then set up again.</source>
      <translation>Le disque est plein : faites de la place dans le dossier de votre profil QGIS et dans celui des fichiers temporaires, puis relancez l'installation.</translation>
    </message>
    <message>
      <source>The engine ended without a result (status {status}). Its last words: {words}</source>
      <translation>Le moteur s'est terminé sans résultat (état {status}). Ses derniers mots : {words}</translation>
    </message>
    <message>
      <source>The engine is being set up or removed already, by {holder}. Wait until that has ended; where it is long gone, delete '{file}'.</source>
      <translation>Le moteur est déjà en cours d'installation ou de suppression, par {holder}. Attendez que ce soit fini ; si c'est terminé depuis longtemps, supprimez « {file} ».</translation>
    </message>
    <message>
      <source>The engine is being set up. Cancel that?</source>
      <translation>Le moteur est en cours d'installation. Annuler ?</translation>
    </message>
    <message>
      <source>The engine is ready: {python}</source>
      <translation>Le moteur est prêt : {python}</translation>
    </message>
    <message>
      <source>The engine needs PyTorch and a few small packages. They are installed into an environment of their own, under your QGIS profile; QGIS's Python is left as it is.</source>
      <translation>Le moteur a besoin de PyTorch et de quelques petits paquets. Ils sont installés dans un environnement à part, sous votre profil QGIS ; le Python de QGIS reste tel quel.</translation>
    </message>
    <message>
      <source>The engine was ended by the system, most likely for want of memory; choose a smaller BATCH_SIZE or TILE_SIZE. Its last words: {words}</source>
      <translation>Le moteur a été arrêté par le système, très probablement faute de mémoire ; choisissez une BATCH_SIZE ou une TILE_SIZE plus petite. Ses derniers mots : {words}</translation>
    </message>
    <message>
      <source>The engine's Python '{python}' does not start: {problem}.</source>
      <translation>Le Python du moteur, « {python} », ne démarre pas : {problem}.</translation>
    </message>
    <message>
      <source>The file of 'Pre-train LDS2AE' to begin with, in place of a pre-training of its own. It needs the same layers, bands and token size; the window is the encoder's.</source>
      <translation>Le fichier de « Pré-entraîner LDS2AE » dont on part, à la place d'un pré-entraînement propre. Il demande les mêmes couches, bandes et taille de jeton ; la fenêtre est celle de l'encodeur.</translation>
    </message>
    <message>
      <source>The file that 'Train LDS2AE' takes as 'Pre-trained encoder'.</source>
      <translation>Le fichier qu'« Entraîner LDS2AE » prend comme « Encodeur pré-entraîné ».</translation>
    </message>
    <message>
      <source>The folder '{folder}' already has {files}; choose an empty one for the sample project.</source>
      <translation>Le dossier « {folder} » contient déjà {files} ; choisissez-en un vide pour le projet d'exemple.</translation>
    </message>
    <message>
      <source>The folder '{folder}' cannot be made ({problem}); make it writable.</source>
      <translation>Impossible de créer le dossier « {folder} » ({problem}) ; rendez-le accessible en écriture.</translation>
    </message>
    <message>
      <source>The folder '{folder}' cannot be written; make it writable.</source>
      <translation>Impossible d'écrire dans le dossier « {folder} » ; rendez-le accessible en écriture.</translation>
    </message>
    <message>
      <source>The folder of wheels '{folder}' does not exist; choose another, or none.</source>
      <translation>Le dossier de wheels « {folder} » n'existe pas ; choisissez-en un autre, ou aucun.</translation>
    </message>
    <message>
      <source>The folder of wheels '{what}' cannot be read; choose another, or none.</source>
      <translation>Impossible de lire le dossier de wheels « {what} » ; choisissez-en un autre, ou aucun.</translation>
    </message>
    <message>
      <source>The folder of wheels '{wheels}' has no {what} for Python {python} on this system; fetch it with 'pip download' on a machine of the same kind.</source>
      <translation>Le dossier de wheels « {wheels} » n'a pas {what} pour Python {python} sur ce système ; obtenez-le avec 'pip download' sur une machine du même type.</translation>
    </message>
    <message>
      <source>The folder of your QGIS profile cannot be written, or a program holds a file there open; close QGIS's other windows and make the folder writable, then set up again.</source>
      <translation>Impossible d'écrire dans le dossier de votre profil QGIS, ou un programme y garde un fichier ouvert ; fermez les autres fenêtres de QGIS et rendez le dossier accessible en écriture, puis relancez l'installation.</translation>
    </message>
    <message>
      <source>The job was cancelled; no output was written.</source>
      <translation>La tâche a été annulée ; aucune sortie n'a été écrite.</translation>
    </message>
    <message>
      <source>The layer that gives the grid; auto takes the finest.</source>
      <translation>La couche qui donne la grille ; auto prend la plus fine.</translation>
    </message>
    <message>
      <source>The layer whose pixels the map has; auto: pixels as in training, also where their layer is missing.</source>
      <translation>La couche dont la carte a les pixels ; auto : des pixels comme à l'apprentissage, même là où leur couche manque.</translation>
    </message>
    <message>
      <source>The layer whose spectrum says most; auto: the hyperspectral one, else the one with most bands.</source>
      <translation>La couche dont le spectre en dit le plus ; auto : l'hyperspectrale, sinon celle qui a le plus de bandes.</translation>
    </message>
    <message>
      <source>The layers that each case has, for instance hsi+sar; msi. Empty: each layer left out, and each alone.</source>
      <translation>Les couches de chaque cas, par exemple hsi+sar; msi. Vide : chaque couche omise, et chacune seule.</translation>
    </message>
    <message>
      <source>The list of jobs cannot be kept: {problem}.</source>
      <translation>Impossible de conserver la liste des tâches : {problem}.</translation>
    </message>
    <message>
      <source>The map depends</source>
      <translation>Dépendance de la carte</translation>
    </message>
    <message>
      <source>The method is the one that suits the data: number or labels to learn, dates, few labelled pixels, a hyperspectral layer, the size of the scene. The log and the report say which one was taken and why. Choose one yourself with 'Method'; to set its own options, take its own algorithm.</source>
      <translation>La méthode est celle qui convient aux données : nombre ou étiquettes à apprendre, dates, peu de pixels étiquetés, une couche hyperspectrale, la taille de la scène. Le journal et le rapport disent laquelle a été prise et pourquoi. Choisissez-en une vous-même avec « Méthode » ; pour régler ses propres options, prenez son propre algorithme.</translation>
    </message>
    <message>
      <source>The model file to describe.</source>
      <translation>Le fichier de modèle à décrire.</translation>
    </message>
    <message>
      <source>The number in the field {field}</source>
      <translation>Le nombre du champ {field}</translation>
    </message>
    <message>
      <source>The package index cannot be found: this computer seems to have no network. Connect it, or install from a folder of wheels.</source>
      <translation>L'index de paquets est introuvable : cet ordinateur semble ne pas avoir de réseau. Connectez-le, ou installez depuis un dossier de wheels.</translation>
    </message>
    <message>
      <source>The package index does not answer. Try again later; where a firewall or a proxy stands in between, give the proxy in Settings &gt; Options &gt; Network, or install from a folder of wheels.</source>
      <translation>L'index de paquets ne répond pas. Réessayez plus tard ; si un pare-feu ou un proxy s'interpose, donnez le proxy dans Préférences &gt; Options &gt; Réseau, ou installez depuis un dossier de wheels.</translation>
    </message>
    <message>
      <source>The package index has nothing for {what}: the network seems to block it, or an index in pip's settings is wrong. Ask the network's administrator for pypi.org, or install from a folder of wheels.</source>
      <translation>L'index de paquets n'a rien pour {what} : le réseau semble le bloquer, ou un index des réglages de pip est faux. Demandez pypi.org à l'administration du réseau, ou installez depuis un dossier de wheels.</translation>
    </message>
    <message>
      <source>The package index refuses ({what}): the network seems to block it. Ask its administrator for pypi.org, files.pythonhosted.org and download.pytorch.org, or install from a folder of wheels.</source>
      <translation>L'index de paquets refuse ({what}) : le réseau semble le bloquer. Demandez à son administration pypi.org, files.pythonhosted.org et download.pytorch.org, ou installez depuis un dossier de wheels.</translation>
    </message>
    <message>
      <source>The page that describes the model.</source>
      <translation>La page qui décrit le modèle.</translation>
    </message>
    <message>
      <source>The part of the scene to map; empty for all of it.</source>
      <translation>La partie de la scène à cartographier ; vide : toute la scène.</translation>
    </message>
    <message>
      <source>The project '{path}' cannot be written: {problem}; choose another folder.</source>
      <translation>Impossible d'écrire le projet « {path} » : {problem} ; choisissez un autre dossier.</translation>
    </message>
    <message>
      <source>The proxy asks for a name and a password; give them in Settings &gt; Options &gt; Network.</source>
      <translation>Le proxy demande un nom et un mot de passe ; donnez-les dans Préférences &gt; Options &gt; Réseau.</translation>
    </message>
    <message>
      <source>The proxy does not answer; correct it in Settings &gt; Options &gt; Network, or switch it off there.</source>
      <translation>Le proxy ne répond pas ; corrigez-le dans Préférences &gt; Options &gt; Réseau, ou désactivez-le là.</translation>
    </message>
    <message>
      <source>The same seed gives the same scene.</source>
      <translation>La même graine donne la même scène.</translation>
    </message>
    <message>
      <source>The sample project is made-up data to try everything on: five rasters with clouds and a swath edge, training polygons and the true land cover, a few megabytes.</source>
      <translation>Le projet d'exemple est fait de données inventées pour tout essayer : cinq rasters avec des nuages et le bord d'une fauchée, des polygones d'apprentissage et la vraie occupation du sol, quelques mégaoctets.</translation>
    </message>
    <message>
      <source>The sample project is open.</source>
      <translation>Le projet d'exemple est ouvert.</translation>
    </message>
    <message>
      <source>The sample project is ready: {path}.</source>
      <translation>Le projet d'exemple est prêt : {path}.</translation>
    </message>
    <message>
      <source>The set-up installs from it, without a network.</source>
      <translation>L'installation se fait depuis ce dossier, sans réseau.</translation>
    </message>
    <message>
      <source>The set-up was cancelled; nothing was left behind.</source>
      <translation>L'installation a été annulée ; il n'en reste rien.</translation>
    </message>
    <message>
      <source>The stage of the training whose curves are shown</source>
      <translation>L'étape de l'apprentissage dont les courbes sont affichées</translation>
    </message>
    <message>
      <source>The trained model, for 'Classify'.</source>
      <translation>Le modèle entraîné, pour « Classifier ».</translation>
    </message>
    <message>
      <source>The training that begins with the encoder needs the same.</source>
      <translation>L'apprentissage qui part de l'encodeur demande les mêmes.</translation>
    </message>
    <message>
      <source>There is no Python at '{python}', which {setting} or {variable} names; correct that setting.</source>
      <translation>Il n'y a pas de Python à « {python} », que {setting} ou {variable} nomme ; corrigez ce paramètre.</translation>
    </message>
    <message>
      <source>There is no build of {what} for Python {python} on this system; update QGIS, or make an environment with another Python by hand and name it in Settings &gt; Options &gt; rsmiss.</source>
      <translation>Il n'y a pas de version de {what} pour Python {python} sur ce système ; mettez QGIS à jour, ou créez à la main un environnement avec un autre Python et nommez-le dans Préférences &gt; Options &gt; rsmiss.</translation>
    </message>
    <message>
      <source>There is no program '{python}'.</source>
      <translation>Il n'y a pas de programme « {python} ».</translation>
    </message>
    <message>
      <source>There is not enough space in '{folder}': {free} are free, {wanted} are needed.</source>
      <translation>Il n'y a pas assez de place dans « {folder} » : {free} libres, {wanted} nécessaires.</translation>
    </message>
    <message>
      <source>This algorithm makes no job.</source>
      <translation>Cet algorithme ne produit pas de tâche.</translation>
    </message>
    <message>
      <source>Tile size (pixels)</source>
      <translation>Taille de tuile (pixels)</translation>
    </message>
    <message>
      <source>Time (minutes)</source>
      <translation>Durée (minutes)</translation>
    </message>
    <message>
      <source>Time: {time}</source>
      <translation>Durée : {time}</translation>
    </message>
    <message>
      <source>Timestep embedding</source>
      <translation>Plongement du pas de temps</translation>
    </message>
    <message>
      <source>Token (pixels)</source>
      <translation>Jeton (pixels)</translation>
    </message>
    <message>
      <source>Tools</source>
      <translation>Outils</translation>
    </message>
    <message>
      <source>Train a model</source>
      <translation>Entraîner un modèle</translation>
    </message>
    <message>
      <source>Train {method}</source>
      <translation>Entraîner {method}</translation>
    </message>
    <message>
      <source>Train {method}…</source>
      <translation>Entraîner {method}…</translation>
    </message>
    <message>
      <source>Training</source>
      <translation>Apprentissage</translation>
    </message>
    <message>
      <source>Training pixels of each class at the most. Empty: as many as the effort takes.</source>
      <translation>Pixels d'apprentissage de chaque classe, au plus. Vide : autant que l'effort en prend.</translation>
    </message>
    <message>
      <source>Training polygons</source>
      <translation>Polygones d'apprentissage</translation>
    </message>
    <message>
      <source>Training polygons or points</source>
      <translation>Polygones ou points d'apprentissage</translation>
    </message>
    <message>
      <source>Training raster</source>
      <translation>Raster d'apprentissage</translation>
    </message>
    <message>
      <source>Trains a model with the method that suits the data.</source>
      <translation>Entraîne un modèle avec la méthode qui convient aux données.</translation>
    </message>
    <message>
      <source>Trains one model on all the layers that are given; the model then maps with any of them missing, whole layers or single pixels. The report says what each missing layer costs.</source>
      <translation>Entraîne un seul modèle sur toutes les couches données ; le modèle cartographie ensuite même s'il en manque, des couches entières ou des pixels isolés. Le rapport dit ce que coûte chaque couche manquante.</translation>
    </message>
    <message>
      <source>Train…</source>
      <translation>Entraîner…</translation>
    </message>
    <message>
      <source>Transductive</source>
      <translation>Transductif</translation>
    </message>
    <message>
      <source>True land cover</source>
      <translation>Occupation du sol réelle</translation>
    </message>
    <message>
      <source>Trying the engine</source>
      <translation>Essai du moteur</translation>
    </message>
    <message>
      <source>Two generators and a discriminator; without: ablation.</source>
      <translation>Deux générateurs et un discriminateur ; sinon : ablation.</translation>
    </message>
    <message>
      <source>Unlabelled pixels</source>
      <translation>Pixels sans étiquette</translation>
    </message>
    <message>
      <source>Unlabelled pixels of which the first pseudo-labels are less sure than of all but this share of the labelled ones have no part in the rounds: they may belong to no class. Ours; 0: all have a part (the paper).</source>
      <translation>Les pixels sans étiquette dont les premières pseudo-étiquettes sont moins sûres que toutes celles des pixels étiquetés, sauf cette part, ne participent pas aux passes : ils n'appartiennent peut-être à aucune classe. De nous ; 0 : tous participent (l'article).</translation>
    </message>
    <message>
      <source>Unused features</source>
      <translation>Caractéristiques inutilisées</translation>
    </message>
    <message>
      <source>Update</source>
      <translation>Mettre à jour</translation>
    </message>
    <message>
      <source>Validation score by epoch</source>
      <translation>Score de validation par époque</translation>
    </message>
    <message>
      <source>Warm-up epochs</source>
      <translation>Époques de montée</translation>
    </message>
    <message>
      <source>Weight averaging</source>
      <translation>Moyenne des poids</translation>
    </message>
    <message>
      <source>Weight decay</source>
      <translation>Décroissance des poids (weight decay)</translation>
    </message>
    <message>
      <source>Weight of hidden tokens</source>
      <translation>Poids des jetons cachés</translation>
    </message>
    <message>
      <source>Weight of hidden tokens across layers</source>
      <translation>Poids des jetons cachés entre couches</translation>
    </message>
    <message>
      <source>Weight of the adversarial loss in the first fifteenth of the epochs; ours: the paper has 1 throughout.</source>
      <translation>Poids de la perte adverse dans le premier quinzième des époques ; de nous : l'article a 1 partout.</translation>
    </message>
    <message>
      <source>Weight of the alignment</source>
      <translation>Poids de l'alignement</translation>
    </message>
    <message>
      <source>Weight of the classes' loss in pre-training; 0 for none.</source>
      <translation>Poids de la perte des classes au pré-entraînement ; 0 pour aucune.</translation>
    </message>
    <message>
      <source>Weight of the regression</source>
      <translation>Poids de la régression</translation>
    </message>
    <message>
      <source>Weight of visible tokens across layers</source>
      <translation>Poids des jetons visibles entre couches</translation>
    </message>
    <message>
      <source>Weights of the losses</source>
      <translation>Poids des pertes</translation>
    </message>
    <message>
      <source>What</source>
      <translation>Contenu</translation>
    </message>
    <message>
      <source>What each case loses</source>
      <translation>Ce que perd chaque cas</translation>
    </message>
    <message>
      <source>What fine-tuning leaves as it is: nothing, or the encoder.</source>
      <translation>Ce que l'ajustement fin laisse tel quel : rien (none), ou l'encodeur (encoder).</translation>
    </message>
    <message>
      <source>What if a layer is missing</source>
      <translation>Et si une couche manquait</translation>
    </message>
    <message>
      <source>What if…</source>
      <translation>Et si…</translation>
    </message>
    <message>
      <source>What new dialogs begin with; commands, models and scripts keep to the algorithms' own defaults.</source>
      <translation>Valeurs de départ des nouvelles boîtes de dialogue ; les commandes, modèles et scripts gardent les valeurs par défaut des algorithmes.</translation>
    </message>
    <message>
      <source>What the network makes of each pixel before it names a class, to search, to group or to model with. Some hundred bands, so large: 4 bytes a pixel and band.</source>
      <translation>Ce que le réseau fait de chaque pixel avant de nommer une classe, pour chercher, grouper ou modéliser. Quelques centaines de bandes, donc volumineux : 4 octets par pixel et par bande.</translation>
    </message>
    <message>
      <source>What to learn</source>
      <translation>À apprendre</translation>
    </message>
    <message>
      <source>What turns descriptions into numbers. bundled: ready for the usual classes, and for any others where the sentence encoder was added with 'Set up the engine'. open_clip and sentence-transformers: a model on your disk. file: your own embeddings. orthogonal: no meaning at all, for comparison.</source>
      <translation>Ce qui transforme les descriptions en nombres. bundled : prêt pour les classes usuelles, et pour toutes les autres si l'encodeur de phrases a été ajouté avec « Installer le moteur ». open_clip et sentence-transformers : un modèle sur votre disque. file : vos propres plongements. orthogonal : aucun sens, pour comparer.</translation>
    </message>
    <message>
      <source>Where the files are written.</source>
      <translation>Où les fichiers sont écrits.</translation>
    </message>
    <message>
      <source>Where the maps and the table are written; what an earlier run wrote there is replaced.</source>
      <translation>Où les cartes et la table sont écrites ; ce qu'une exécution antérieure y a écrit est remplacé.</translation>
    </message>
    <message>
      <source>Where to compute. auto takes a GPU where there is one.</source>
      <translation>Où calculer. auto prend un GPU s'il y en a un.</translation>
    </message>
    <message>
      <source>Which layers served each pixel, with their names.</source>
      <translation>Quelles couches ont servi à chaque pixel, avec leurs noms.</translation>
    </message>
    <message>
      <source>Window (pixels)</source>
      <translation>Fenêtre (pixels)</translation>
    </message>
    <message>
      <source>Windows allows short paths only: switch on its long paths (the policy 'Enable Win32 long paths'), then set up again.</source>
      <translation>Windows n'autorise que les chemins courts : activez les chemins longs (la stratégie « Activer les chemins d'accès Win32 longs »), puis relancez l'installation.</translation>
    </message>
    <message>
      <source>Without effect with a method that reads no language.</source>
      <translation>Sans effet avec une méthode qui ne lit pas de langage.</translation>
    </message>
    <message>
      <source>Without {layers}</source>
      <translation>Sans {layers}</translation>
    </message>
    <message>
      <source>Writes a made-up scene to try the plugin on: hyperspectral, multispectral, SAR, LiDAR and aerial rasters with clouds and a swath edge, training polygons with names and colours, and the true land cover.</source>
      <translation>Écrit une scène inventée pour essayer l'extension : rasters hyperspectral, multispectral, SAR, LiDAR et aérien avec des nuages et un bord de fauchée, polygones d'apprentissage avec noms et couleurs, et l'occupation du sol réelle.</translation>
    </message>
    <message>
      <source>Writes a table with a description of each class of a training layer, for the methods that read descriptions (LVPCnet, DPMamba). Edit it in QGIS, where it opens as a table, or in a spreadsheet, and give it to the training as 'Class descriptions'. Words of your own need the sentence encoder, which 'Set up the engine' adds, or a text encoder of yours.

To have it filled in by a language model of your choice, send it the table with this request:

{request}</source>
      <translation>Écrit une table avec une description de chaque classe d'une couche d'apprentissage, pour les méthodes qui lisent des descriptions (LVPCnet, DPMamba). Modifiez-la dans QGIS, où elle s'ouvre comme table, ou dans un tableur, et donnez-la à l'apprentissage comme « Descriptions des classes ». Vos propres mots demandent l'encodeur de phrases, qu'« Installer le moteur » ajoute, ou un encodeur de texte à vous.

Pour la faire remplir par un modèle de langage de votre choix, envoyez-lui la table avec cette demande :

{request}</translation>
    </message>
    <message>
      <source>a guess</source>
      <translation>au hasard</translation>
    </message>
    <message>
      <source>above {low:.0%}</source>
      <translation>plus de {low:.0%}</translation>
    </message>
    <message>
      <source>aerial RGB</source>
      <translation>aériennes RVB</translation>
    </message>
    <message>
      <source>another process</source>
      <translation>un autre processus</translation>
    </message>
    <message>
      <source>attention: a weight for each modality at each pixel; add: the plain sum (ablation). The whole method, as published: 98.3 % on Houston, 61.5 without HSI, 97.0 without LiDAR.</source>
      <translation>attention : un poids pour chaque modalité à chaque pixel ; add : la simple somme (ablation). La méthode entière, comme publiée : 98,3 % sur Houston, 61,5 sans HSI, 97,0 sans LiDAR.</translation>
    </message>
    <message>
      <source>author: as the released code, that is timestep on the class token, warm restarts, supervised weight 0.005, decoders as wide as the encoder and no cross reconstruction, whatever these options say.</source>
      <translation>author : comme le code publié, soit pas de temps sur le jeton de classe, redémarrages, poids supervisé 0.005, décodeurs aussi larges que l'encodeur et pas de reconstruction croisée, quoi que disent ces options.</translation>
    </message>
    <message>
      <source>auto takes what suits the data, and says why.</source>
      <translation>auto prend ce qui convient aux données, et dit pourquoi.</translation>
    </message>
    <message>
      <source>auto: a GPU where there is one</source>
      <translation>auto : un GPU s'il y en a un</translation>
    </message>
    <message>
      <source>cancelled</source>
      <translation>annulée</translation>
    </message>
    <message>
      <source>classes: one a pixel. labels: several a pixel, the field holds names separated by commas. number: the field's value.</source>
      <translation>classes : une par pixel. labels : plusieurs par pixel, le champ contient des noms séparés par des virgules. number : la valeur du champ.</translation>
    </message>
    <message>
      <source>cpu</source>
      <translation>cpu</translation>
    </message>
    <message>
      <source>cuda: an NVIDIA GPU</source>
      <translation>cuda : un GPU NVIDIA</translation>
    </message>
    <message>
      <source>done</source>
      <translation>terminée</translation>
    </message>
    <message>
      <source>downloading {package}</source>
      <translation>téléchargement de {package}</translation>
    </message>
    <message>
      <source>failed</source>
      <translation>échouée</translation>
    </message>
    <message>
      <source>fairly sure</source>
      <translation>plutôt sûr</translation>
    </message>
    <message>
      <source>for NVIDIA GPUs, with CUDA</source>
      <translation>pour GPU NVIDIA, avec CUDA</translation>
    </message>
    <message>
      <source>for the CPU</source>
      <translation>pour le CPU</translation>
    </message>
    <message>
      <source>hardly {name}</source>
      <translation>guère {name}</translation>
    </message>
    <message>
      <source>hyperspectral</source>
      <translation>hyperspectrales</translation>
    </message>
    <message>
      <source>it said nothing</source>
      <translation>il n'a rien dit</translation>
    </message>
    <message>
      <source>likely {name}</source>
      <translation>probablement {name}</translation>
    </message>
    <message>
      <source>mamba: the published blocks of scans; vit: a vision transformer over the pixels of all modalities (ablation). The whole method, as published: 98.3 % on Houston, 61.5 without HSI, 97.0 without LiDAR.</source>
      <translation>mamba : les blocs de balayages publiés ; vit : un vision transformer sur les pixels de toutes les modalités (ablation). La méthode entière, comme publiée : 98,3 % sur Houston, 61,5 sans HSI, 97,0 sans LiDAR.</translation>
    </message>
    <message>
      <source>mps: a Mac's GPU</source>
      <translation>mps : le GPU d'un Mac</translation>
    </message>
    <message>
      <source>multispectral</source>
      <translation>multispectrales</translation>
    </message>
    <message>
      <source>none</source>
      <translation>aucune</translation>
    </message>
    <message>
      <source>none: packages come over the network</source>
      <translation>aucun : les paquets viennent par le réseau</translation>
    </message>
    <message>
      <source>not measured</source>
      <translation>non mesurée</translation>
    </message>
    <message>
      <source>not {name}</source>
      <translation>pas {name}</translation>
    </message>
    <message>
      <source>nothing to download, up to {disk} on disk, {free} are free</source>
      <translation>rien à télécharger, jusqu'à {disk} sur le disque, {free} libres</translation>
    </message>
    <message>
      <source>open_clip architecture</source>
      <translation>Architecture open_clip</translation>
    </message>
    <message>
      <source>open_clip: a .safetensors weights file. sentence-transformers: a folder. file: .npz or .safetensors.</source>
      <translation>open_clip : un fichier de poids .safetensors. sentence-transformers : un dossier. file : .npz ou .safetensors.</translation>
    </message>
    <message>
      <source>other raster</source>
      <translation>d'un autre raster</translation>
    </message>
    <message>
      <source>overall accuracy</source>
      <translation>exactitude globale</translation>
    </message>
    <message>
      <source>paper: as long as the publications train</source>
      <translation>paper : aussi long que les publications</translation>
    </message>
    <message>
      <source>perhaps {name}</source>
      <translation>peut-être {name}</translation>
    </message>
    <message>
      <source>pip cannot use a SOCKS proxy; give an HTTP proxy in Settings &gt; Options &gt; Network, or install from a folder of wheels.</source>
      <translation>pip ne peut pas utiliser un proxy SOCKS ; donnez un proxy HTTP dans Préférences &gt; Options &gt; Réseau, ou installez depuis un dossier de wheels.</translation>
    </message>
    <message>
      <source>process {number} on '{host}'</source>
      <translation>le processus {number} sur « {host} »</translation>
    </message>
    <message>
      <source>quick: a first look, in minutes</source>
      <translation>quick : un premier aperçu, en minutes</translation>
    </message>
    <message>
      <source>rather not {name}</source>
      <translation>plutôt pas {name}</translation>
    </message>
    <message>
      <source>rsmiss encoder (*.rsmiss)</source>
      <translation>Encodeur rsmiss (*.rsmiss)</translation>
    </message>
    <message>
      <source>rsmiss jobs</source>
      <translation>Tâches rsmiss</translation>
    </message>
    <message>
      <source>rsmiss model (*.rsmiss)</source>
      <translation>Modèle rsmiss (*.rsmiss)</translation>
    </message>
    <message>
      <source>rsmiss models</source>
      <translation>Modèles rsmiss</translation>
    </message>
    <message>
      <source>rsmiss needs its engine, which is not set up yet.</source>
      <translation>rsmiss a besoin de son moteur, qui n'est pas encore installé.</translation>
    </message>
    <message>
      <source>rsmiss sample scene</source>
      <translation>Scène d'exemple rsmiss</translation>
    </message>
    <message>
      <source>rsmiss: land cover with missing sensors</source>
      <translation>rsmiss : occupation du sol avec des capteurs manquants</translation>
    </message>
    <message>
      <source>running</source>
      <translation>en cours</translation>
    </message>
    <message>
      <source>scan: the selective scan along four zigzag paths; dwconv: a depthwise convolution in its place (ablation). The whole method, as published: 98.3 % on Houston, 61.5 without HSI, 97.0 without LiDAR.</source>
      <translation>scan : le balayage sélectif le long de quatre chemins en zigzag ; dwconv : une convolution en profondeur à sa place (ablation). La méthode entière, comme publiée : 98,3 % sur Houston, 61,5 sans HSI, 97,0 sans LiDAR.</translation>
    </message>
    <message>
      <source>scikit-learn, einops, safetensors, jinja2 and matplotlib</source>
      <translation>scikit-learn, einops, safetensors, jinja2 et matplotlib</translation>
    </message>
    <message>
      <source>sentence encoder</source>
      <translation>encodeur de phrases</translation>
    </message>
    <message>
      <source>separate: one for the shared and one for the other features of each layer; joint: one for all (ablation).</source>
      <translation>separate : un pour les caractéristiques partagées et un pour les autres, par couche ; joint : un pour toutes (ablation).</translation>
    </message>
    <message>
      <source>shared and specific ones (the paper), or one kind alone (ablation).</source>
      <translation>les partagées et les propres (l'article), ou une seule sorte (ablation).</translation>
    </message>
    <message>
      <source>standard: good maps in reasonable time</source>
      <translation>standard : bonnes cartes, durée raisonnable</translation>
    </message>
    <message>
      <source>sum: all losses weigh the same (the paper); uncertainty: weights are learnt, less for losses that stay large.</source>
      <translation>sum : toutes les pertes ont le même poids (l'article) ; uncertainty : les poids sont appris, plus faibles pour les pertes qui restent grandes.</translation>
    </message>
    <message>
      <source>sure</source>
      <translation>sûr</translation>
    </message>
    <message>
      <source>surely {name}</source>
      <translation>sûrement {name}</translation>
    </message>
    <message>
      <source>taking {package}</source>
      <translation>utilisation de {package}</translation>
    </message>
    <message>
      <source>text: features, and the relations of samples to class texts; kl: class probabilities (ablation); none. The whole method, as published: 98.3 % on Houston, 61.5 without HSI, 97.0 without LiDAR.</source>
      <translation>text : caractéristiques, et relations des échantillons aux textes des classes ; kl : probabilités des classes (ablation) ; none : rien. La méthode entière, comme publiée : 98,3 % sur Houston, 61,5 sans HSI, 97,0 sans LiDAR.</translation>
    </message>
    <message>
      <source>the one that the plugin sets up</source>
      <translation>celui que l'extension installe</translation>
    </message>
    <message>
      <source>unpacking</source>
      <translation>décompression</translation>
    </message>
    <message>
      <source>unsure</source>
      <translation>incertain</translation>
    </message>
    <message>
      <source>very sure</source>
      <translation>très sûr</translation>
    </message>
    <message>
      <source>{count} bands</source>
      <translation>{count} bandes</translation>
    </message>
    <message>
      <source>{download} to download, {disk} on disk; {space} wanted meanwhile, {free} are free</source>
      <translation>{download} à télécharger, {disk} sur le disque ; {space} nécessaires entre-temps, {free} libres</translation>
    </message>
    <message>
      <source>{measures} on {count} samples</source>
      <translation>{measures} sur {count} échantillons</translation>
    </message>
    <message>
      <source>{method} learns classes alone, not {target}; train MDiCo for that.</source>
      <translation>{method} n'apprend que des classes, pas {target} ; entraînez MDiCo pour cela.</translation>
    </message>
    <message>
      <source>{modality}, one layer a date</source>
      <translation>{modality}, une couche par date</translation>
    </message>
    <message>
      <source>{name} is '{value}'; it must be one of {choices}.</source>
      <translation>{name} vaut « {value} » ; les valeurs possibles sont {choices}.</translation>
    </message>
    <message>
      <source>{name} must be a number from {low:.10g} to {high:.10g}.</source>
      <translation>{name} doit être un nombre de {low:.10g} à {high:.10g}.</translation>
    </message>
    <message>
      <source>{name}, driver {driver}, was found.</source>
      <translation>{name}, pilote {driver}, a été trouvé.</translation>
    </message>
    <message>
      <source>{name}: '{layer}' comes from the provider '{provider}'; save it as a GeoTIFF first.</source>
      <translation>{name} : « {layer} » vient du fournisseur de données « {provider} » ; enregistrez d'abord la couche en GeoTIFF.</translation>
    </message>
    <message>
      <source>{name}: '{layer}' has {bands} bands, too many for {kind}; give it as HSI or OTHER, or say in DATES how many dates it holds.</source>
      <translation>{name} : « {layer} » a {bands} bandes, trop pour le type « {kind} » ; donnez cette couche comme HSI ou OTHER, ou dites dans DATES combien de dates elle contient.</translation>
    </message>
    <message>
      <source>{name}: '{layer}' is a raster of {bands} bands; give polygons, or a raster with one band of codes.</source>
      <translation>{name} : « {layer} » est un raster de {bands} bandes ; donnez des polygones, ou un raster avec une seule bande de codes.</translation>
    </message>
    <message>
      <source>{name}: '{layer}' is no raster layer; choose a raster.</source>
      <translation>{name} : « {layer} » n'est pas une couche raster ; choisissez un raster.</translation>
    </message>
    <message>
      <source>{name}: '{layer}' is not there or is no raster that GDAL opens; choose another layer.</source>
      <translation>{name} : « {layer} » n'existe pas ou n'est pas un raster que GDAL ouvre ; choisissez une autre couche.</translation>
    </message>
    <message>
      <source>{name}: '{part}' is not understood; write it like {example}.</source>
      <translation>{name} : « {part} » n'est pas compris ; écrivez-le comme {example}.</translation>
    </message>
    <message>
      <source>{name}: '{path}' is written as a GeoTIFF; let its name end in .tif.</source>
      <translation>{name} : « {path} » est écrit en GeoTIFF ; son nom doit finir par .tif.</translation>
    </message>
    <message>
      <source>{name}: this model wants {wanted} {kind} bands; the layer '{layer}' has {bands}.</source>
      <translation>{name} : ce modèle demande {wanted} bandes ({kind}) ; la couche « {layer} » en a {bands}.</translation>
    </message>
    <message>
      <source>{name}: this model was trained with {layers}, and cannot use a layer of the kind {kind}; leave it out.</source>
      <translation>{name} : ce modèle a été entraîné avec {layers} et ne peut pas utiliser une couche du type « {kind} » ; omettez-la.</translation>
    </message>
    <message>
      <source>{one} and {other}</source>
      <translation>{one} et {other}</translation>
    </message>
    <message>
      <source>{problem} TEXT_PROVIDER is a parameter of rsmiss:train{method}; METHOD auto does without.</source>
      <translation>{problem} TEXT_PROVIDER est un paramètre de rsmiss:train{method} ; METHOD auto s'en passe.</translation>
    </message>
    <message>
      <source>{project} encoder</source>
      <translation>{project} encodeur</translation>
    </message>
    <message>
      <source>{project} what if</source>
      <translation>{project} et si</translation>
    </message>
    <message>
      <source>{title} ({size} more)</source>
      <translation>{title} ({size} de plus)</translation>
    </message>
    <message>
      <source>{title} failed without a word.</source>
      <translation>{title} : échec sans un mot.</translation>
    </message>
    <message>
      <source>{title} failed: '{program}' does not start.</source>
      <translation>{title} : échec, « {program} » ne démarre pas.</translation>
    </message>
    <message>
      <source>{title} failed: {said}.</source>
      <translation>{title} : échec : {said}.</translation>
    </message>
    <message>
      <source>{title} failed; its last words: {words}.</source>
      <translation>{title} : échec ; ses derniers mots : {words}.</translation>
    </message>
    <message>
      <source>{title}: done, {measure} {value}.</source>
      <translation>{title} : terminé, {measure} {value}.</translation>
    </message>
    <message>
      <source>{title}: done.</source>
      <translation>{title} : terminé.</translation>
    </message>
    <message>
      <source>{title}: failed; the list of jobs says why.</source>
      <translation>{title} : échec ; la liste des tâches dit pourquoi.</translation>
    </message>
    <message>
      <source>{title}: {state}</source>
      <translation>{title} : {state}</translation>
    </message>
    <message>
      <source>{written} written, {speed}/s</source>
      <translation>{written} écrits, {speed}/s</translation>
    </message>
  </context>
</TS>
