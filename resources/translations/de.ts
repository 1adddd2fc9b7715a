<?xml version="1.0" encoding="utf-8"?>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>rsmiss</name>
    <message>
      <source>'{folder}' cannot be removed ({problem}): end what uses it and try again.</source>
      <translation>„{folder}“ lässt sich nicht entfernen ({problem}): Beenden Sie, was den Ordner benutzt, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>'{folder}' cannot be replaced ({problem}): end what uses it and try again.</source>
      <translation>„{folder}“ lässt sich nicht ersetzen ({problem}): Beenden Sie, was den Ordner benutzt, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>'{path}' of the sample scene cannot be opened; make the sample scene anew.</source>
      <translation>„{path}“ aus der Beispielszene lässt sich nicht öffnen; erzeugen Sie die Beispielszene neu.</translation>
    </message>
    <message>
      <source>'{python}' lacks {packages}; install what is missing with '{python} -m pip install -r {requirements}'.</source>
      <translation>„{python}“ fehlt {packages}; installieren Sie das Fehlende mit '{python} -m pip install -r {requirements}'.</translation>
    </message>
    <message>
      <source>'{python}', named by {setting} or {variable}, is no working Python; correct it.</source>
      <translation>„{python}“, genannt in {setting} oder {variable}, ist kein funktionierendes Python; korrigieren Sie die Angabe.</translation>
    </message>
    <message>
      <source>, {count} dates</source>
      <translation>, {count} Zeitpunkte</translation>
    </message>
    <message>
      <source>1 band</source>
      <translation>1 Kanal</translation>
    </message>
    <message>
      <source>1 weighs every class the same, 0 every sample; between, rare classes weigh somewhat more.</source>
      <translation>1 gewichtet jede Klasse gleich, 0 jede Stichprobe; dazwischen wiegen seltene Klassen etwas mehr.</translation>
    </message>
    <message>
      <source>A class without a description takes that of the nearest described class, a village that of a residential area. The log and the report tell which. Off: such classes need the sentence encoder, or are refused with the matches proposed.</source>
      <translation>Eine Klasse ohne Beschreibung erhält die der nächstliegenden beschriebenen Klasse, ein Dorf etwa die eines Wohngebiets. Protokoll und Bericht nennen sie. Aus: Solche Klassen brauchen den Satz-Encoder oder werden abgelehnt, mit einem Vorschlag für die Zuordnung.</translation>
    </message>
    <message>
      <source>A folder for the sample project</source>
      <translation>Ordner für das Beispielprojekt</translation>
    </message>
    <message>
      <source>A model that one of the training algorithms left.</source>
      <translation>Ein Modell, das einer der Trainingsalgorithmen geschrieben hat.</translation>
    </message>
    <message>
      <source>A page with the accuracy for every subset of the layers, the confusion matrix and the losses.</source>
      <translation>Eine Seite mit der Genauigkeit für jede Teilmenge der Layer, der Konfusionsmatrix und den Verlusten.</translation>
    </message>
    <message>
      <source>A series is read in the whole window at each date: convolutions that all dates share make a vector of each date's patch, and the series encoder reads these. Off: at the pixel alone, as published. For textures and small fields; training and mapping take longer. Without effect in a window of 1.</source>
      <translation>Eine Zeitreihe wird zu jedem Zeitpunkt im ganzen Fenster gelesen: Faltungen, die alle Zeitpunkte gemeinsam haben, machen aus dem Bildausschnitt jedes Zeitpunkts einen Vektor, und der Encoder der Zeitreihen liest diese. Aus: nur am Pixel selbst, wie veröffentlicht. Für Texturen und kleine Felder; Training und Kartierung dauern länger. Ohne Wirkung bei einem Fenster von 1.</translation>
    </message>
    <message>
      <source>A table written by 'Describe classes' and edited; empty: the descriptions that come with rsmiss.</source>
      <translation>Eine Tabelle, die „Klassen beschreiben“ angelegt hat und die Sie bearbeitet haben; leer: die Beschreibungen, die rsmiss mitbringt.</translation>
    </message>
    <message>
      <source>A time series as one raster a date, in order of time.</source>
      <translation>Eine Zeitreihe mit einem Raster pro Zeitpunkt, in zeitlicher Reihenfolge.</translation>
    </message>
    <message>
      <source>Absence in the first stage</source>
      <translation>Fehlende Layer schon in der ersten Stufe</translation>
    </message>
    <message>
      <source>Accuracy by layers</source>
      <translation>Genauigkeit nach Layern</translation>
    </message>
    <message>
      <source>Accuracy that the model reached with these layers: {accuracy}</source>
      <translation>Genauigkeit, die das Modell mit diesen Layern erreicht hat: {accuracy}</translation>
    </message>
    <message>
      <source>Add a model</source>
      <translation>Modell hinzufügen</translation>
    </message>
    <message>
      <source>Add noise to the visible tokens; without it, masking alone (Table 4).</source>
      <translation>Verrauscht die sichtbaren Token; ohne dies wird nur maskiert (Tabelle 4).</translation>
    </message>
    <message>
      <source>Added to all tokens (eq. 6), or to the class token alone.</source>
      <translation>Wird zu allen Token addiert (Gl. 6) oder nur zum Klassen-Token.</translation>
    </message>
    <message>
      <source>Adds the maps to the project, in a group, with a map theme for each case.</source>
      <translation>Fügt die Karten dem Projekt in einer Gruppe hinzu, mit einem Kartenthema für jeden Fall.</translation>
    </message>
    <message>
      <source>Add…</source>
      <translation>Hinzufügen…</translation>
    </message>
    <message>
      <source>Adversarial start</source>
      <translation>Start des Adversarialen</translation>
    </message>
    <message>
      <source>Aerial RGB</source>
      <translation>Luftbild (RGB)</translation>
    </message>
    <message>
      <source>Aerial image or orthophoto.</source>
      <translation>Luftbild oder Orthofoto.</translation>
    </message>
    <message>
      <source>After the training the model labels unlabelled pixels by all layers, and every subset of the layers learns from those that it is sure of and that resemble labelled ones. For few labels of classes; needs two layers. Three unlabelled pixels are read for each labelled one, unless more or fewer are asked for.</source>
      <translation>Nach dem Training gibt das Modell Pixeln ohne Label Klassen anhand aller Layer, und jede Teilmenge der Layer lernt von denen, bei denen es sicher ist und die Pixeln mit Label ähneln. Für wenige Pixel mit Klasse; braucht zwei Layer. Für jedes Pixel mit Label werden drei ohne gelesen, wenn nicht mehr oder weniger verlangt sind.</translation>
    </message>
    <message>
      <source>All layers ({layers})</source>
      <translation>Alle Layer ({layers})</translation>
    </message>
    <message>
      <source>Also rebuild each layer from the others (eq. 11).</source>
      <translation>Rekonstruiert jeden Layer auch aus den anderen (Gl. 11).</translation>
    </message>
    <message>
      <source>An ensemble: the mean of {count} networks predicts.</source>
      <translation>Ein Ensemble: Das Mittel von {count} Netzen sagt vorher.</translation>
    </message>
    <message>
      <source>Any further raster: thermal, soil, climate, a second optical sensor.</source>
      <translation>Ein beliebiges weiteres Raster: Thermaldaten, Boden, Klima, ein zweiter optischer Sensor.</translation>
    </message>
    <message>
      <source>As the authors' code</source>
      <translation>Wie im Code der Autoren</translation>
    </message>
    <message>
      <source>Augmentation</source>
      <translation>Augmentierung</translation>
    </message>
    <message>
      <source>Auxiliary loss</source>
      <translation>Hilfsverlust</translation>
    </message>
    <message>
      <source>Availability</source>
      <translation>Verfügbarkeit</translation>
    </message>
    <message>
      <source>Average accuracy</source>
      <translation>Mittlere Genauigkeit</translation>
    </message>
    <message>
      <source>Average precision</source>
      <translation>Mittlere Präzision (AP)</translation>
    </message>
    <message>
      <source>Backbone</source>
      <translation>Grundnetz (Backbone)</translation>
    </message>
    <message>
      <source>Band gain</source>
      <translation>Verstärkung der Kanäle</translation>
    </message>
    <message>
      <source>Band matching</source>
      <translation>Abgleich der Kanäle</translation>
    </message>
    <message>
      <source>Band noise</source>
      <translation>Rauschen der Kanäle</translation>
    </message>
    <message>
      <source>Batch size</source>
      <translation>Batchgröße</translation>
    </message>
    <message>
      <source>By how many dates at most a sample's season is moved.</source>
      <translation>Um wie viele Zeitpunkte die Jahreszeit einer Stichprobe höchstens verschoben wird.</translation>
    </message>
    <message>
      <source>CLASS_FIELD is empty: the classes are taken from the field '{field}' of '{layer}'.</source>
      <translation>CLASS_FIELD ist leer: Die Klassen werden dem Feld „{field}“ von „{layer}“ entnommen.</translation>
    </message>
    <message>
      <source>CLASS_FIELD: '{field}' is different for each feature of '{layer}', so it names no classes.</source>
      <translation>CLASS_FIELD: „{field}“ ist für jedes Objekt von „{layer}“ ein anderer Wert und bezeichnet daher keine Klassen.</translation>
    </message>
    <message>
      <source>CLASS_FIELD: '{field}' of '{layer}' has more than {most} values, too many for classes.</source>
      <translation>CLASS_FIELD: „{field}“ von „{layer}“ hat mehr als {most} Werte, zu viele für Klassen.</translation>
    </message>
    <message>
      <source>CLASS_FIELD: '{field}' of '{layer}' holds no numbers; its fields of numbers: {fields}.</source>
      <translation>CLASS_FIELD: „{field}“ von „{layer}“ enthält keine Zahlen; Felder mit Zahlen: {fields}.</translation>
    </message>
    <message>
      <source>CLASS_FIELD: choose a field of '{layer}'; it has {fields}.</source>
      <translation>CLASS_FIELD: Wählen Sie ein Feld von „{layer}“; vorhanden: {fields}.</translation>
    </message>
    <message>
      <source>CLASS_FIELD: the layer '{layer}' has no field '{field}'; it has {fields}.</source>
      <translation>CLASS_FIELD: Der Layer „{layer}“ hat kein Feld „{field}“; vorhanden: {fields}.</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Cancelling…</source>
      <translation>Wird abgebrochen…</translation>
    </message>
    <message>
      <source>Cases</source>
      <translation>Fälle</translation>
    </message>
    <message>
      <source>Cases that differ</source>
      <translation>Abweichende Fälle</translation>
    </message>
    <message>
      <source>Change bands and dates at random while training, as set below; rarely of use.</source>
      <translation>Verändert beim Training Kanäle und Zeitpunkte zufällig, wie unten eingestellt; selten von Nutzen.</translation>
    </message>
    <message>
      <source>Change…</source>
      <translation>Ändern…</translation>
    </message>
    <message>
      <source>Check the engine</source>
      <translation>Rechenkern prüfen</translation>
    </message>
    <message>
      <source>Check the engine…</source>
      <translation>Rechenkern prüfen…</translation>
    </message>
    <message>
      <source>Choose '{field}'.</source>
      <translation>Wählen Sie „{field}“.</translation>
    </message>
    <message>
      <source>Choose Plugins &gt; rsmiss &gt; Set up the engine in QGIS, or make an environment with 'python3 -m venv --system-site-packages ENV' and 'ENV/bin/pip install -r {requirements}', and name its Python in the variable {variable} or the setting {setting}.</source>
      <translation>Wählen Sie in QGIS Erweiterungen &gt; rsmiss &gt; Rechenkern einrichten, oder legen Sie eine Umgebung mit 'python3 -m venv --system-site-packages ENV' und 'ENV/bin/pip install -r {requirements}' an und nennen Sie deren Python in der Variablen {variable} oder der Einstellung {setting}.</translation>
    </message>
    <message>
      <source>Choose a field that holds the classes' names or codes.</source>
      <translation>Wählen Sie ein Feld mit den Namen oder Codes der Klassen.</translation>
    </message>
    <message>
      <source>Class balance</source>
      <translation>Ausgleich der Klassen</translation>
    </message>
    <message>
      <source>Class descriptions</source>
      <translation>Klassenbeschreibungen</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>Klassen</translation>
    </message>
    <message>
      <source>Classes with names and colours; for labels one band a label; for numbers the value.</source>
      <translation>Klassen mit Namen und Farben; bei Labels ein Kanal pro Label; bei Zahlen der Wert.</translation>
    </message>
    <message>
      <source>Classifier and encoders meet cases of absence in the first stage, too (ours). Off: absence in the second stage alone, as published.</source>
      <translation>Klassifikator und Encoder lernen schon in der ersten Stufe mit fehlenden Layern (von uns). Aus: nur in der zweiten Stufe, wie veröffentlicht.</translation>
    </message>
    <message>
      <source>Classify</source>
      <translation>Klassifizieren</translation>
    </message>
    <message>
      <source>Classify with it…</source>
      <translation>Damit klassifizieren…</translation>
    </message>
    <message>
      <source>Classify…</source>
      <translation>Klassifizieren…</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>Konfidenz</translation>
    </message>
    <message>
      <source>Contrastive loss</source>
      <translation>Kontrastiver Verlust</translation>
    </message>
    <message>
      <source>Copy for a bug report</source>
      <translation>Fehlerbericht kopieren</translation>
    </message>
    <message>
      <source>Corruption</source>
      <translation>Störung</translation>
    </message>
    <message>
      <source>Cross reconstruction</source>
      <translation>Kreuzrekonstruktion</translation>
    </message>
    <message>
      <source>Curves</source>
      <translation>Kurven</translation>
    </message>
    <message>
      <source>DATES names {name}, but no single raster is given for it.</source>
      <translation>DATES nennt {name}, aber dafür ist kein einzelnes Raster angegeben.</translation>
    </message>
    <message>
      <source>DESCRIPTIONS: '{table}' is not there or is no table; choose another.</source>
      <translation>DESCRIPTIONS: „{table}“ gibt es nicht, oder es ist keine Tabelle; wählen Sie eine andere.</translation>
    </message>
    <message>
      <source>Dates in one raster</source>
      <translation>Zeitpunkte in einem Raster</translation>
    </message>
    <message>
      <source>Decay of the moving average of the weights, which is what maps; 0 for none.</source>
      <translation>Abklingfaktor des gleitenden Mittels der Gewichte, mit dem kartiert wird; 0 für keines.</translation>
    </message>
    <message>
      <source>Decay of the moving average of the weights, which is what maps; 0 for none. In fine-tuning.</source>
      <translation>Abklingfaktor des gleitenden Mittels der Gewichte, mit dem kartiert wird; 0 für keines. In der Feinabstimmung.</translation>
    </message>
    <message>
      <source>Decay of the moving average of the weights, which is what maps; 0 for none. Not in pre-training.</source>
      <translation>Abklingfaktor des gleitenden Mittels der Gewichte, mit dem kartiert wird; 0 für keines. Nicht im Vortraining.</translation>
    </message>
    <message>
      <source>Decoder width</source>
      <translation>Breite der Decoder</translation>
    </message>
    <message>
      <source>Describe classes</source>
      <translation>Klassen beschreiben</translation>
    </message>
    <message>
      <source>Describes a model file: method, layers and bands that it was trained with, classes, and its accuracy with every subset of the layers.</source>
      <translation>Beschreibt eine Modelldatei: Methode, Layer und Kanäle des Trainings, Klassen und die Genauigkeit mit jeder Teilmenge der Layer.</translation>
    </message>
    <message>
      <source>Deviation of a random factor for each band of a sample.</source>
      <translation>Standardabweichung eines zufälligen Faktors für jeden Kanal einer Stichprobe.</translation>
    </message>
    <message>
      <source>Deviation of the noise that pre-training removes; layers range from 0 to 1.</source>
      <translation>Standardabweichung des Rauschens, welches das Vortraining entfernt; die Layer reichen von 0 bis 1.</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>Gerät</translation>
    </message>
    <message>
      <source>Device: {device}</source>
      <translation>Gerät: {device}</translation>
    </message>
    <message>
      <source>Devices</source>
      <translation>Geräte</translation>
    </message>
    <message>
      <source>Diffusion</source>
      <translation>Diffusion</translation>
    </message>
    <message>
      <source>Diffusion steps</source>
      <translation>Diffusionsschritte</translation>
    </message>
    <message>
      <source>Distance between the parts (pixels)</source>
      <translation>Abstand der Teile (Pixel)</translation>
    </message>
    <message>
      <source>Distillation</source>
      <translation>Destillation</translation>
    </message>
    <message>
      <source>Distillation prompt Mamba: scans of the patch along zigzag paths, compared with class descriptions; a teacher that sees all modalities hands on what it knows to a student that does without some.</source>
      <translation>Distillation Prompt Mamba: durchläuft den Bildausschnitt auf Zickzackpfaden und vergleicht ihn mit Klassenbeschreibungen; ein Lehrer, der alle Modalitäten sieht, gibt sein Wissen an einen Schüler weiter, dem einige fehlen.</translation>
    </message>
    <message>
      <source>Downloading and installing PyTorch and its companions</source>
      <translation>PyTorch und Begleitpakete werden heruntergeladen und installiert</translation>
    </message>
    <message>
      <source>Dropout</source>
      <translation>Dropout</translation>
    </message>
    <message>
      <source>ENCODER: name a file for the encoder, such as scene.rsmiss; a temporary one is gone with QGIS.</source>
      <translation>ENCODER: Nennen Sie eine Datei für den Encoder, etwa scene.rsmiss; eine temporäre ist mit QGIS weg.</translation>
    </message>
    <message>
      <source>Each time that a patch is learnt from, it is turned and mirrored at random, the same way in all layers. Without effect on single pixels.</source>
      <translation>Jedes Mal, wenn aus einem Bildausschnitt gelernt wird, wird er zufällig gedreht und gespiegelt, in allen Layern gleich. Ohne Wirkung auf einzelne Pixel.</translation>
    </message>
    <message>
      <source>Each time that a patch is learnt from, it is turned and mirrored at random, the same way in all layers. Without effect on single pixels. In fine-tuning.</source>
      <translation>Jedes Mal, wenn aus einem Bildausschnitt gelernt wird, wird er zufällig gedreht und gespiegelt, in allen Layern gleich. Ohne Wirkung auf einzelne Pixel. In der Feinabstimmung.</translation>
    </message>
    <message>
      <source>Each time that a patch is learnt from, it is turned and mirrored at random, the same way in all layers. Without effect on single pixels. In the first stage: the second remembers what the first makes of each patch.</source>
      <translation>Jedes Mal, wenn aus einem Bildausschnitt gelernt wird, wird er zufällig gedreht und gespiegelt, in allen Layern gleich. Ohne Wirkung auf einzelne Pixel. In der ersten Stufe: Die zweite merkt sich, was die erste aus jedem Bildausschnitt macht.</translation>
    </message>
    <message>
      <source>Each time that a patch is learnt from, it is turned and mirrored at random, the same way in all layers. Without effect on single pixels. Of the labelled pixels, not in pre-training.</source>
      <translation>Jedes Mal, wenn aus einem Bildausschnitt gelernt wird, wird er zufällig gedreht und gespiegelt, in allen Layern gleich. Ohne Wirkung auf einzelne Pixel. Bei den Pixeln mit Label, nicht im Vortraining.</translation>
    </message>
    <message>
      <source>Each training sample is mixed with a part of another (mixup); larger: by more; 0: not at all.</source>
      <translation>Jede Trainingsstichprobe wird mit einem Teil einer anderen gemischt (Mixup); größer: stärker; 0: gar nicht.</translation>
    </message>
    <message>
      <source>Each training sample is mixed with a part of another (mixup); larger: by more; 0: not at all. In fine-tuning.</source>
      <translation>Jede Trainingsstichprobe wird mit einem Teil einer anderen gemischt (Mixup); größer: stärker; 0: gar nicht. In der Feinabstimmung.</translation>
    </message>
    <message>
      <source>Each training sample is mixed with a part of another (mixup); larger: by more; 0: not at all. In the first stage.</source>
      <translation>Jede Trainingsstichprobe wird mit einem Teil einer anderen gemischt (Mixup); größer: stärker; 0: gar nicht. In der ersten Stufe.</translation>
    </message>
    <message>
      <source>Effort</source>
      <translation>Aufwand</translation>
    </message>
    <message>
      <source>Empty: as the effort says; published: {value}.</source>
      <translation>Leer: wie es der Aufwand sagt; veröffentlicht: {value}.</translation>
    </message>
    <message>
      <source>Empty: {own}; with the effort paper as published, {value}.</source>
      <translation>Leer: {own}; mit dem Aufwand paper wie veröffentlicht, {value}.</translation>
    </message>
    <message>
      <source>Encoder</source>
      <translation>Encoder</translation>
    </message>
    <message>
      <source>Encoders</source>
      <translation>Encoder</translation>
    </message>
    <message>
      <source>Epochs</source>
      <translation>Epochen</translation>
    </message>
    <message>
      <source>Epochs during which the learning rate rises; at most half of a stage.</source>
      <translation>Epochen, in denen die Lernrate ansteigt; höchstens die Hälfte einer Stufe.</translation>
    </message>
    <message>
      <source>Epochs of learning the classes.</source>
      <translation>Epochen, in denen die Klassen gelernt werden.</translation>
    </message>
    <message>
      <source>Epochs of rebuilding the layers from each other.</source>
      <translation>Epochen, in denen die Layer auseinander rekonstruiert werden.</translation>
    </message>
    <message>
      <source>Epochs of the first stage, which learns features in step with the class descriptions.</source>
      <translation>Epochen der ersten Stufe, die Merkmale im Gleichschritt mit den Klassenbeschreibungen lernt.</translation>
    </message>
    <message>
      <source>Epochs of the second stage, which learns prompts that make up for missing modalities.</source>
      <translation>Epochen der zweiten Stufe, die Prompts als Ersatz für fehlende Modalitäten lernt.</translation>
    </message>
    <message>
      <source>Epochs of the student, which learns to do without some of the modalities.</source>
      <translation>Epochen des Schülers, der lernt, ohne einige der Modalitäten auszukommen.</translation>
    </message>
    <message>
      <source>Epochs of the teacher, which learns from samples that have all modalities.</source>
      <translation>Epochen des Lehrers, der aus Stichproben mit allen Modalitäten lernt.</translation>
    </message>
    <message>
      <source>Extent</source>
      <translation>Ausdehnung</translation>
    </message>
    <message>
      <source>F1 (macro)</source>
      <translation>F1 (makro)</translation>
    </message>
    <message>
      <source>F1 (micro)</source>
      <translation>F1 (mikro)</translation>
    </message>
    <message>
      <source>Feature epochs</source>
      <translation>Epochen für Merkmale</translation>
    </message>
    <message>
      <source>Features</source>
      <translation>Merkmale</translation>
    </message>
    <message>
      <source>Features that predict</source>
      <translation>Merkmale, die vorhersagen</translation>
    </message>
    <message>
      <source>Feed so many whitened principal components instead of the bands, for instance HSI=30.</source>
      <translation>Gibt dem Netz so viele geweißte Hauptkomponenten statt der Kanäle, zum Beispiel HSI=30.</translation>
    </message>
    <message>
      <source>Field with the classes</source>
      <translation>Feld mit den Klassen</translation>
    </message>
    <message>
      <source>Fine-tuning epochs</source>
      <translation>Epochen der Feinabstimmung</translation>
    </message>
    <message>
      <source>Fixes sampling and initialisation.</source>
      <translation>Legt Stichprobenauswahl und Anfangswerte fest.</translation>
    </message>
    <message>
      <source>Flips and rotations</source>
      <translation>Spiegelungen und Drehungen</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>Folder of wheels</source>
      <translation>Ordner mit Wheels</translation>
    </message>
    <message>
      <source>For comparisons only: temperature 0.1, negatives also within a layer, and the shared features in the place of the unused ones, whatever these options say.</source>
      <translation>Nur für Vergleiche: Temperatur 0.1, Negativbeispiele auch innerhalb eines Layers und die gemeinsamen Merkmale anstelle der ungenutzten, gleich was diese Optionen sagen.</translation>
    </message>
    <message>
      <source>For rasters that hold several dates, the bands of a date together: how many, for instance MSI=8;SAR=8.</source>
      <translation>Für Raster mit mehreren Zeitpunkten, in denen die Kanäle eines Zeitpunkts beieinander liegen: wie viele, zum Beispiel MSI=8;SAR=8.</translation>
    </message>
    <message>
      <source>Freeze</source>
      <translation>Einfrieren</translation>
    </message>
    <message>
      <source>From</source>
      <translation>Von</translation>
    </message>
    <message>
      <source>Fusion</source>
      <translation>Fusion</translation>
    </message>
    <message>
      <source>GRID is '{grid}', but no such layer is given.</source>
      <translation>GRID ist „{grid}“, aber kein solcher Layer ist angegeben.</translation>
    </message>
    <message>
      <source>Give at least one layer of those that this model knows: {layers}.</source>
      <translation>Geben Sie mindestens einen der Layer an, die dieses Modell kennt: {layers}.</translation>
    </message>
    <message>
      <source>Give at least one layer: {names}.</source>
      <translation>Geben Sie mindestens einen Layer an: {names}.</translation>
    </message>
    <message>
      <source>Give at least one of the layers.</source>
      <translation>Geben Sie mindestens einen der Layer an.</translation>
    </message>
    <message>
      <source>Give at least two layers; the cases leave them out.</source>
      <translation>Geben Sie mindestens zwei Layer an; die Fälle lassen davon welche weg.</translation>
    </message>
    <message>
      <source>Give either TRAINING or TRAINING_RASTER, not both.</source>
      <translation>Geben Sie entweder TRAINING oder TRAINING_RASTER an, nicht beides.</translation>
    </message>
    <message>
      <source>Give either {name} or {series}, not both.</source>
      <translation>Geben Sie entweder {name} oder {series} an, nicht beides.</translation>
    </message>
    <message>
      <source>Gradient clip</source>
      <translation>Gradientenbegrenzung</translation>
    </message>
    <message>
      <source>Grid</source>
      <translation>Gitter</translation>
    </message>
    <message>
      <source>HTML files (*.html)</source>
      <translation>HTML-Dateien (*.html)</translation>
    </message>
    <message>
      <source>Help</source>
      <translation>Hilfe</translation>
    </message>
    <message>
      <source>How an available layer is brought to the bands of a missing one: fixed (copies or averages of bands), or trainable from there on.</source>
      <translation>Wie ein vorhandener Layer auf die Kanäle eines fehlenden gebracht wird: fixed (Kopien oder Mittelwerte von Kanälen) oder trainable (von da an trainierbar).</translation>
    </message>
    <message>
      <source>How far the cases lie apart</source>
      <translation>Abstand der Fälle</translation>
    </message>
    <message>
      <source>How labelled pixels are shared out: whole polygons, square blocks of the scene, or single pixels. Single pixels flatter the accuracy.</source>
      <translation>Wie die Pixel mit Klasse aufgeteilt werden: ganze Polygone, quadratische Blöcke der Szene oder einzelne Pixel. Einzelne Pixel lassen die Genauigkeit zu gut aussehen.</translation>
    </message>
    <message>
      <source>How layers predict together: weighted by what each is worth beside the others on validation samples, or by the mean of their probabilities.</source>
      <translation>Wie die Layer zusammen vorhersagen: gewichtet nach dem, was jeder neben den anderen auf Validierungsstichproben wert ist, oder nach dem Mittel ihrer Wahrscheinlichkeiten.</translation>
    </message>
    <message>
      <source>How many pixels of the scene to learn from. Empty: all.</source>
      <translation>Von wie vielen Pixeln der Szene gelernt wird. Leer: von allen.</translation>
    </message>
    <message>
      <source>How many unlabelled pixels of the scene to learn from. Empty: as many as labelled ones, with X-ModalNet three times as many, with LVPCnet and DPMamba none; where all layers teach each, three times as many at the least.</source>
      <translation>Von wie vielen Pixeln der Szene ohne Label gelernt wird. Leer: von so vielen wie Pixel mit Label, bei X-ModalNet dreimal so vielen, bei LVPCnet und DPMamba keinen; wo alle Layer jeden lehren, mindestens dreimal so vielen.</translation>
    </message>
    <message>
      <source>How much is computed. quick: a first look; standard: for maps to keep; paper: the published epochs, meant for a GPU. The log says beforehand how long it will take. Window, epochs, batch size and samples a class are as the effort says where they are left empty.</source>
      <translation>Wie viel gerechnet wird. quick: ein erster Blick; standard: Karten zum Behalten; paper: so viele Epochen wie veröffentlicht, gedacht für eine GPU. Das Protokoll sagt vorab, wie lange es dauern wird. Fenster, Epochen, Batchgröße und Stichproben pro Klasse sind, wo sie leer bleiben, wie es der Aufwand sagt.</translation>
    </message>
    <message>
      <source>How much is computed. quick: a first look; standard: some hundred steps; paper: the published epochs, meant for a GPU. The log says beforehand how long it will take. Window, epochs and batch size are as the effort says where they are left empty.</source>
      <translation>Wie viel gerechnet wird. quick: ein erster Blick; standard: einige hundert Schritte; paper: so viele Epochen wie veröffentlicht, gedacht für eine GPU. Das Protokoll sagt vorab, wie lange es dauern wird. Fenster, Epochen und Batchgröße sind, wo sie leer bleiben, wie es der Aufwand sagt.</translation>
    </message>
    <message>
      <source>How often training goes through all samples.</source>
      <translation>Wie oft das Training alle Stichproben durchläuft.</translation>
    </message>
    <message>
      <source>Hyperspectral</source>
      <translation>Hyperspektral</translation>
    </message>
    <message>
      <source>Hyperspectral raster.</source>
      <translation>Hyperspektrales Raster.</translation>
    </message>
    <message>
      <source>In standard deviations of each band.</source>
      <translation>In Standardabweichungen jedes Kanals.</translation>
    </message>
    <message>
      <source>In the loss, beside the visible ones' 1.</source>
      <translation>Im Verlust, neben der 1 der sichtbaren.</translation>
    </message>
    <message>
      <source>In the place of polygons: a raster whose first band holds class codes; 0 and nodata are no class. Names and colours come from the layer's style, its attribute table or its category names.</source>
      <translation>Anstelle von Polygonen: ein Raster, dessen erster Kanal Klassencodes enthält; 0 und Nodata sind keine Klasse. Namen und Farben kommen aus dem Stil des Layers, seiner Attributtabelle oder seinen Kategorienamen.</translation>
    </message>
    <message>
      <source>Installing PyTorch for the CPU, where an index has it</source>
      <translation>PyTorch für die CPU wird installiert, falls ein Index es hat</translation>
    </message>
    <message>
      <source>Installing the optional part '{part}'</source>
      <translation>Der optionale Teil „{part}“ wird installiert</translation>
    </message>
    <message>
      <source>Interactive learning</source>
      <translation>Interaktives Lernen</translation>
    </message>
    <message>
      <source>Into</source>
      <translation>Nach</translation>
    </message>
    <message>
      <source>It goes into '{folder}'.</source>
      <translation>Es kommt nach „{folder}“.</translation>
    </message>
    <message>
      <source>It is in '{folder}' already, and will be opened again.</source>
      <translation>Es liegt schon in „{folder}“ und wird wieder geöffnet.</translation>
    </message>
    <message>
      <source>It is too old, or its driver is: no build of PyTorch works with both.</source>
      <translation>Sie ist zu alt, oder ihr Treiber ist es: Kein Build von PyTorch arbeitet mit beiden.</translation>
    </message>
    <message>
      <source>It measures accuracy, and nothing else. Without effect where test areas are given.</source>
      <translation>Der Test misst die Genauigkeit, sonst nichts. Ohne Wirkung, wo Testflächen angegeben sind.</translation>
    </message>
    <message>
      <source>It picks the best epoch.</source>
      <translation>Die Validierung wählt die beste Epoche aus.</translation>
    </message>
    <message>
      <source>It was not measured.</source>
      <translation>Sie wurde nicht gemessen.</translation>
    </message>
    <message>
      <source>Jobs</source>
      <translation>Aufträge</translation>
    </message>
    <message>
      <source>Kappa</source>
      <translation>Kappa</translation>
    </message>
    <message>
      <source>Label propagation</source>
      <translation>Label-Propagation</translation>
    </message>
    <message>
      <source>Labelled polygons or points, in any CRS. Class names and colours come from a categorised style of the layer.</source>
      <translation>Polygone oder Punkte mit Klassen, in beliebigem KBS. Namen und Farben der Klassen kommen aus einem kategorisierten Stil des Layers.</translation>
    </message>
    <message>
      <source>Language-guided visual prompt compensation: features learnt in step with class descriptions, and prompts that make up for missing modalities.</source>
      <translation>Language-guided visual prompt compensation: Merkmale, die im Gleichschritt mit Klassenbeschreibungen gelernt werden, und Prompts, die fehlende Modalitäten ersetzen.</translation>
    </message>
    <message>
      <source>Largest norm of the gradient.</source>
      <translation>Größte Norm des Gradienten.</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>Layer</translation>
    </message>
    <message>
      <source>Layers missing: {layers}</source>
      <translation>Fehlende Layer: {layers}</translation>
    </message>
    <message>
      <source>Layers of the project were filled in by their names, bands and styles: {layers}. Check them.</source>
      <translation>Layer des Projekts wurden nach Namen, Kanälen und Stilen eingetragen: {layers}. Prüfen Sie sie.</translation>
    </message>
    <message>
      <source>Layers on which the map depends</source>
      <translation>Layer, von denen die Karte abhängt</translation>
    </message>
    <message>
      <source>Layers used: {layers}</source>
      <translation>Benutzte Layer: {layers}</translation>
    </message>
    <message>
      <source>Learn from class descriptions</source>
      <translation>Von Klassenbeschreibungen lernen</translation>
    </message>
    <message>
      <source>Learn from pseudo-labels of unlabelled pixels, too; without: ablation.</source>
      <translation>Lernt auch von Pseudolabels der Pixel ohne Label; ohne: Ablation.</translation>
    </message>
    <message>
      <source>Learn from what all layers see together</source>
      <translation>Von dem lernen, was alle Layer zusammen sehen</translation>
    </message>
    <message>
      <source>Learn what stands in for a missing modality; without, zeros do (ablation). The whole method, as published: 98.3 % on Houston, 61.5 without HSI, 97.0 without LiDAR.</source>
      <translation>Lernt, was an die Stelle einer fehlenden Modalität tritt; sonst Nullen (Ablation). Die ganze Methode, wie veröffentlicht: 98,3 % auf Houston, 61,5 ohne HSI, 97,0 ohne LiDAR.</translation>
    </message>
    <message>
      <source>Learning rate</source>
      <translation>Lernrate</translation>
    </message>
    <message>
      <source>Learnt tokens that each layer gets for a missing modality (4 make the 1,024 values of the paper's Table 3).</source>
      <translation>Gelernte Token, die jeder Layer für eine fehlende Modalität erhält (4 ergeben die 1.024 Werte aus Tabelle 3 der Veröffentlichung).</translation>
    </message>
    <message>
      <source>Leave it out where it is missing.</source>
      <translation>Lassen Sie ihn weg, wo er fehlt.</translation>
    </message>
    <message>
      <source>Leave this empty for QGIS's own Python or the environment that the plugin sets up. Another one needs PyTorch, the packages in requirements.txt and GDAL's Python.</source>
      <translation>Lassen Sie dies leer für das eigene Python von QGIS oder die Umgebung, welche die Erweiterung einrichtet. Ein anderes braucht PyTorch, die Pakete aus requirements.txt und das Python von GDAL.</translation>
    </message>
    <message>
      <source>Left empty, these are as the effort says; published: {values}.</source>
      <translation>Leer gelassen ist dies, wie es der Aufwand sagt; veröffentlicht: {values}.</translation>
    </message>
    <message>
      <source>Lets LVPCnet and DPMamba learn classes of any name, and read descriptions that you write. Without it, they know the usual classes.</source>
      <translation>Damit lernen LVPCnet und DPMamba Klassen mit beliebigen Namen und lesen Beschreibungen, die Sie schreiben. Ohne kennen sie die üblichen Klassen.</translation>
    </message>
    <message>
      <source>LiDAR heights, a surface model or other elevation.</source>
      <translation>LiDAR-Höhen, ein Oberflächenmodell oder andere Höhendaten.</translation>
    </message>
    <message>
      <source>LiDAR or elevation</source>
      <translation>LiDAR oder Höhen</translation>
    </message>
    <message>
      <source>Local-diffusion shared-specific autoencoder: one encoder for all layers, first taught to rebuild them from each other out of a few noisy pixels, then to tell the classes apart. Needs no text; a good first choice.</source>
      <translation>Local-diffusion shared-specific autoencoder: ein Encoder für alle Layer, der erst lernt, sie aus wenigen verrauschten Pixeln auseinander zu rekonstruieren, dann die Klassen zu unterscheiden. Braucht keinen Text; eine gute erste Wahl.</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>Protokoll</translation>
    </message>
    <message>
      <source>Looking for a GPU and for the package indexes…</source>
      <translation>GPU und Paketverzeichnisse werden gesucht…</translation>
    </message>
    <message>
      <source>Loss by epoch</source>
      <translation>Verlust nach Epoche</translation>
    </message>
    <message>
      <source>Lost dates</source>
      <translation>Fehlende Zeitpunkte</translation>
    </message>
    <message>
      <source>MAE</source>
      <translation>MAE</translation>
    </message>
    <message>
      <source>METHOD: {title} learns classes alone, not {target}; take mdico or auto for that.</source>
      <translation>METHOD: {title} lernt nur Klassen, nicht {target}; nehmen Sie dafür mdico oder auto.</translation>
    </message>
    <message>
      <source>MODEL: name a file for the model, such as land.rsmiss; a temporary one is gone when QGIS closes.</source>
      <translation>MODEL: Nennen Sie eine Datei für das Modell, etwa land.rsmiss; eine temporäre ist weg, wenn QGIS schließt.</translation>
    </message>
    <message>
      <source>Made by rsmiss on {day}</source>
      <translation>Erstellt von rsmiss am {day}</translation>
    </message>
    <message>
      <source>Making the environment</source>
      <translation>Die Umgebung wird angelegt</translation>
    </message>
    <message>
      <source>Map</source>
      <translation>Karte</translation>
    </message>
    <message>
      <source>Map of all layers</source>
      <translation>Karte aller Layer</translation>
    </message>
    <message>
      <source>Mapped pixels</source>
      <translation>Kartierte Pixel</translation>
    </message>
    <message>
      <source>Mapping</source>
      <translation>Kartierung</translation>
    </message>
    <message>
      <source>Maps a scene several times, as if only some of its layers were there.

The scene is read once. Each case gives a map of its own, and in QGIS a map theme. A table says what each case loses and what accuracy to expect of it.

Of classes or labels: the share of the complete map that a case keeps, class by class; two further maps show where the answer depends on a layer. Of a number: the mean difference from the complete map and the correlation with it; a further map shows how far the values of all cases lie apart.</source>
      <translation>Kartiert eine Szene mehrmals, als ob nur einige ihrer Layer da wären.

Die Szene wird einmal gelesen. Jeder Fall ergibt eine eigene Karte und in QGIS ein Kartenthema. Eine Tabelle sagt, was jeder Fall verliert und welche Genauigkeit von ihm zu erwarten ist.

Bei Klassen oder Labels: welchen Anteil der vollständigen Karte ein Fall behält, Klasse für Klasse; zwei weitere Karten zeigen, wo die Antwort von einem Layer abhängt. Bei einer Zahl: die mittlere Abweichung von der vollständigen Karte und die Korrelation mit ihr; eine weitere Karte zeigt, wie weit die Werte aller Fälle auseinanderliegen.</translation>
    </message>
    <message>
      <source>Maps a scene with a trained model and whichever of its layers there are.

Leave a layer out, and it is missing. Where a layer has no data (clouds, the edge of a swath), each pixel is mapped from the layers that see it; a pixel that no layer sees stays without data. The map carries names, colours and a table of its classes.</source>
      <translation>Kartiert eine Szene mit einem trainierten Modell und denjenigen ihrer Layer, die vorhanden sind.

Was Sie weglassen, fehlt. Wo ein Layer keine Daten hat (Wolken, Rand des Aufnahmestreifens), wird jedes Pixel aus den Layern kartiert, die es sehen; ein Pixel, das kein Layer sieht, bleibt ohne Daten. Die Karte trägt Namen, Farben und eine Tabelle ihrer Klassen.</translation>
    </message>
    <message>
      <source>Mask ratio</source>
      <translation>Maskierter Anteil</translation>
    </message>
    <message>
      <source>Match unknown classes to near ones</source>
      <translation>Unbekannte Klassen ähnlichen zuordnen</translation>
    </message>
    <message>
      <source>Mean IoU</source>
      <translation>Mittlere IoU</translation>
    </message>
    <message>
      <source>Memory of the GPU: {size}</source>
      <translation>Speicher der GPU: {size}</translation>
    </message>
    <message>
      <source>Memory: {size}</source>
      <translation>Speicher: {size}</translation>
    </message>
    <message>
      <source>Method</source>
      <translation>Methode</translation>
    </message>
    <message>
      <source>Method that was taken</source>
      <translation>Gewählte Methode</translation>
    </message>
    <message>
      <source>Method: {method}</source>
      <translation>Methode: {method}</translation>
    </message>
    <message>
      <source>Minutes that all of it may take at the most. The pre-training plans its steps to end in time and says what it left out. Empty: no limit.</source>
      <translation>So viele Minuten darf alles zusammen höchstens dauern. Das Vortraining plant seine Schritte so, dass es rechtzeitig endet, und sagt, was es weggelassen hat. Leer: keine Grenze.</translation>
    </message>
    <message>
      <source>Minutes that all of it may take at the most. The training plans its steps to end in time, keeps the best weights and says what it left out. Empty: no limit.</source>
      <translation>So viele Minuten darf alles zusammen höchstens dauern. Das Training plant seine Schritte so, dass es rechtzeitig endet, behält die besten Gewichte und sagt, was es weggelassen hat. Leer: keine Grenze.</translation>
    </message>
    <message>
      <source>Missing-modality prompts</source>
      <translation>Prompts für fehlende Modalitäten</translation>
    </message>
    <message>
      <source>Mixer of pixels</source>
      <translation>Mischer der Pixel</translation>
    </message>
    <message>
      <source>Mixing</source>
      <translation>Mischen</translation>
    </message>
    <message>
      <source>Modality loss</source>
      <translation>Modalitätsverlust</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>Model information</source>
      <translation>Modellinformationen</translation>
    </message>
    <message>
      <source>Model information…</source>
      <translation>Modellinfos…</translation>
    </message>
    <message>
      <source>Model: {model}</source>
      <translation>Modell: {model}</translation>
    </message>
    <message>
      <source>Models that you train or use are listed here; 'Add…' takes others in.</source>
      <translation>Hier stehen Modelle, die Sie trainieren oder benutzen; „Hinzufügen…“ nimmt weitere auf.</translation>
    </message>
    <message>
      <source>Models…</source>
      <translation>Modelle…</translation>
    </message>
    <message>
      <source>Multi-modal disentanglement for co-learning: each layer learns from the others what they share, and then predicts alone. Reads time series, patches and single pixels; learns classes, several labels or a number.</source>
      <translation>Multi-modal disentanglement for co-learning: Jeder Layer lernt von den anderen, was sie gemeinsam haben, und sagt dann allein vorher. Liest Zeitreihen, Bildausschnitte und einzelne Pixel; lernt Klassen, mehrere Labels oder eine Zahl.</translation>
    </message>
    <message>
      <source>Multispectral</source>
      <translation>Multispektral</translation>
    </message>
    <message>
      <source>Multispectral raster, such as Sentinel-2 or Landsat.</source>
      <translation>Multispektrales Raster, etwa Sentinel-2 oder Landsat.</translation>
    </message>
    <message>
      <source>Network that reads patches: a small CNN, or a ResNet-50; auto takes the latter for aerial images in windows of 32 pixels and more (the paper).</source>
      <translation>Netz, das Bildausschnitte liest: ein kleines CNN oder ein ResNet-50; auto nimmt letzteres für Luftbilder in Fenstern ab 32 Pixeln (wie in der Veröffentlichung).</translation>
    </message>
    <message>
      <source>Network that reads time series.</source>
      <translation>Netz, das Zeitreihen liest.</translation>
    </message>
    <message>
      <source>Networks in the ensemble</source>
      <translation>Netze im Ensemble</translation>
    </message>
    <message>
      <source>No NVIDIA GPU was found.</source>
      <translation>Keine NVIDIA-GPU gefunden.</translation>
    </message>
    <message>
      <source>No job yet. Train or classify, and watch it here.</source>
      <translation>Noch kein Auftrag. Starten Sie einen, und verfolgen Sie ihn hier.</translation>
    </message>
    <message>
      <source>Noise (dB)</source>
      <translation>Rauschen (dB)</translation>
    </message>
    <message>
      <source>Number of noise levels; fewer end with less noise.</source>
      <translation>Anzahl der Rauschstufen; weniger enden mit weniger Rauschen.</translation>
    </message>
    <message>
      <source>Of Adam, at the start of both stages.</source>
      <translation>Lernrate von Adam am Anfang beider Stufen.</translation>
    </message>
    <message>
      <source>Of Adam, before the cosine.</source>
      <translation>Lernrate von Adam vor dem Kosinus.</translation>
    </message>
    <message>
      <source>Of Adam.</source>
      <translation>Lernrate von Adam.</translation>
    </message>
    <message>
      <source>Of AdamW, after the warm-up. Empty: 0.0003 (the paper), and 0.003 for windows of a single pixel (chosen within Houston's training pixels).</source>
      <translation>Lernrate von AdamW nach dem Aufwärmen. Leer: 0.0003 (Veröffentlichung), und 0.003 bei Fenstern von einem einzelnen Pixel (gewählt mit den Trainingspixeln von Houston).</translation>
    </message>
    <message>
      <source>Of AdamW, apart from the losses.</source>
      <translation>Gewichtsabnahme von AdamW, getrennt von den Verlusten.</translation>
    </message>
    <message>
      <source>Of AdamW.</source>
      <translation>Gewichtsabnahme von AdamW.</translation>
    </message>
    <message>
      <source>Of all rounds together, shared out evenly.</source>
      <translation>Epochen aller Runden zusammen, gleichmäßig verteilt.</translation>
    </message>
    <message>
      <source>Of each layer's decoder, divisible by 8; the encoder's is 128.</source>
      <translation>Breite des Decoders jedes Layers, durch 8 teilbar; die des Encoders ist 128.</translation>
    </message>
    <message>
      <source>Of each stream as a denoising autoencoder.</source>
      <translation>Vortraining jedes Stroms als entrauschender Autoencoder.</translation>
    </message>
    <message>
      <source>Of how far a stand-in is from the features of the layer itself, where that is there; on unlabelled pixels, too, where some are read (ours; the paper: 0).</source>
      <translation>Dafür, wie weit ein Ersatz von den Merkmalen des Layers selbst entfernt ist, wo es diesen gibt; auch an Pixeln ohne Label, wo solche gelesen werden (von uns; die Veröffentlichung: 0).</translation>
    </message>
    <message>
      <source>Of the alignment beside the classification.</source>
      <translation>Gewicht der Angleichung neben der Klassifizierung.</translation>
    </message>
    <message>
      <source>Of the alignment with the class descriptions.</source>
      <translation>Gewicht der Angleichung an die Klassenbeschreibungen.</translation>
    </message>
    <message>
      <source>Of the contrastive loss.</source>
      <translation>Temperatur des kontrastiven Verlusts.</translation>
    </message>
    <message>
      <source>Of the hidden tokens that are rebuilt from another layer.</source>
      <translation>Gewicht der verdeckten Token, die aus einem anderen Layer rekonstruiert werden.</translation>
    </message>
    <message>
      <source>Of the learning rate: one cosine down to zero, or constant.</source>
      <translation>Verlauf der Lernrate: ein Kosinus bis auf null, oder konstant.</translation>
    </message>
    <message>
      <source>Of the network's numbers. float32: the same on every machine. bfloat16: three digits, faster on some GPUs and CPUs. auto: bfloat16 where the method is as good with it and the machine is made for it, else float32. What is learnt as a number is always computed in float32.</source>
      <translation>Genauigkeit der Zahlen im Netz. float32: auf jedem Rechner gleich. bfloat16: drei Stellen, schneller auf manchen GPUs und CPUs. auto: bfloat16, wo die Methode damit ebenso gut und der Rechner dafür gebaut ist, sonst float32. Was als Zahl gelernt wird, wird immer mit float32 gerechnet.</translation>
    </message>
    <message>
      <source>Of the visible tokens that are rebuilt from another layer.</source>
      <translation>Gewicht der sichtbaren Token, die aus einem anderen Layer rekonstruiert werden.</translation>
    </message>
    <message>
      <source>Of training, each with new pseudo-labels for the unlabelled pixels.</source>
      <translation>Runden des Trainings, jede mit neuen Pseudolabels für die Pixel ohne Label.</translation>
    </message>
    <message>
      <source>Off (ablation): divergence of the shared features and a modality classifier take the place of language. The whole method, as published: 98.5 % on Houston, 85.1 without HSI, 98.1 without LiDAR.</source>
      <translation>Aus (Ablation): Die Divergenz der gemeinsamen Merkmale und ein Klassifikator der Modalität treten an die Stelle der Sprache. Die ganze Methode, wie veröffentlicht: 98,5 % auf Houston, 85,1 ohne HSI, 98,1 ohne LiDAR.</translation>
    </message>
    <message>
      <source>Off (ablation): no second stage, and nothing stands in for what is specific to a missing layer. The whole method, as published: 98.5 % on Houston, 85.1 without HSI, 98.1 without LiDAR.</source>
      <translation>Aus (Ablation): keine zweite Stufe, und nichts tritt an die Stelle dessen, was einem fehlenden Layer eigen ist. Die ganze Methode, wie veröffentlicht: 98,5 % auf Houston, 85,1 ohne HSI, 98,1 ohne LiDAR.</translation>
    </message>
    <message>
      <source>Off (ablation): one encoder for each modality gives both. The whole method, as published: 98.5 % on Houston, 85.1 without HSI, 98.1 without LiDAR.</source>
      <translation>Aus (Ablation): Ein Encoder pro Modalität liefert beides. Die ganze Methode, wie veröffentlicht: 98,5 % auf Houston, 85,1 ohne HSI, 98,1 ohne LiDAR.</translation>
    </message>
    <message>
      <source>One band a class, 0 to 1.</source>
      <translation>Ein Kanal pro Klasse, 0 bis 1.</translation>
    </message>
    <message>
      <source>One cosine (the paper), or warm restarts (the authors' code).</source>
      <translation>Ein Kosinus (Veröffentlichung) oder Neustarts (Code der Autoren).</translation>
    </message>
    <message>
      <source>One of: {choices}.</source>
      <translation>Möglich: {choices}.</translation>
    </message>
    <message>
      <source>One row a class, one column for each kind of description. A GeoPackage or a CSV file, for spreadsheets.</source>
      <translation>Eine Zeile pro Klasse, eine Spalte für jede Art der Beschreibung. Ein GeoPackage oder, für Tabellenprogramme, eine CSV-Datei.</translation>
    </message>
    <message>
      <source>Only {layers}</source>
      <translation>Nur {layers}</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Öffnen</translation>
    </message>
    <message>
      <source>Open folder</source>
      <translation>Ordner öffnen</translation>
    </message>
    <message>
      <source>Open report</source>
      <translation>Bericht öffnen</translation>
    </message>
    <message>
      <source>Open the maps in the project</source>
      <translation>Die Karten im Projekt öffnen</translation>
    </message>
    <message>
      <source>Optional</source>
      <translation>Optional</translation>
    </message>
    <message>
      <source>Options</source>
      <translation>Optionen</translation>
    </message>
    <message>
      <source>Other raster</source>
      <translation>Anderes Raster</translation>
    </message>
    <message>
      <source>Our own, for the paper has no arbitrary subsets: a step learns from all combinations of the layers at once, or from one that is drawn for each batch.</source>
      <translation>Von uns, denn die Veröffentlichung kennt keine beliebigen Teilmengen: Ein Schritt lernt von allen Kombinationen der Layer zugleich, oder von einer, die für jeden Batch gezogen wird.</translation>
    </message>
    <message>
      <source>Overall accuracy</source>
      <translation>Gesamtgenauigkeit</translation>
    </message>
    <message>
      <source>Overall accuracy with all layers</source>
      <translation>Gesamtgenauigkeit mit allen Layern</translation>
    </message>
    <message>
      <source>Packages that are wanted do not go together ({what}). QGIS's own numpy is kept; a newer QGIS may be needed.</source>
      <translation>Gewünschte Pakete passen nicht zusammen ({what}). Das numpy von QGIS bleibt, wie es ist; vielleicht ist ein neueres QGIS nötig.</translation>
    </message>
    <message>
      <source>Page</source>
      <translation>Seite</translation>
    </message>
    <message>
      <source>Paired samples</source>
      <translation>Gepaarte Stichproben</translation>
    </message>
    <message>
      <source>Patch encoder</source>
      <translation>Encoder der Bildausschnitte</translation>
    </message>
    <message>
      <source>Patience</source>
      <translation>Geduld</translation>
    </message>
    <message>
      <source>Pixel size</source>
      <translation>Pixelgröße</translation>
    </message>
    <message>
      <source>Pixels</source>
      <translation>Pixel</translation>
    </message>
    <message>
      <source>Pixels between training, validation and test, so that no window shows pixels of another part. Empty: half of the window, and none where single pixels are split. The log says how many are left out.</source>
      <translation>Pixel zwischen Training, Validierung und Test, damit kein Fenster Pixel eines anderen Teils zeigt. Leer: das halbe Fenster, und keine, wo einzelne Pixel aufgeteilt werden. Das Protokoll sagt, wie viele wegbleiben.</translation>
    </message>
    <message>
      <source>Pixels that go through the network at once. Empty: by the device.</source>
      <translation>Pixel, die auf einmal durch das Netz gehen. Leer: nach dem Gerät gewählt.</translation>
    </message>
    <message>
      <source>Pixels that were learnt from</source>
      <translation>Pixel, von denen gelernt wurde</translation>
    </message>
    <message>
      <source>Pixels without data</source>
      <translation>Pixel ohne Daten</translation>
    </message>
    <message>
      <source>Polygons, points or a raster of class codes that accuracy is measured on, such as a published split. Classes are named, or coded, as in the training, and so is the field. Empty: a share of the training areas.</source>
      <translation>Polygone, Punkte oder ein Raster mit Klassencodes, an denen die Genauigkeit gemessen wird, etwa eine veröffentlichte Aufteilung. Die Klassen heißen wie im Training oder haben dieselben Codes, und auch das Feld heißt gleich. Leer: ein Anteil der Trainingsflächen.</translation>
    </message>
    <message>
      <source>Pre-train LDS2AE</source>
      <translation>LDS2AE vortrainieren</translation>
    </message>
    <message>
      <source>Pre-train LDS2AE…</source>
      <translation>LDS2AE vortrainieren…</translation>
    </message>
    <message>
      <source>Pre-trained encoder</source>
      <translation>Vortrainierter Encoder</translation>
    </message>
    <message>
      <source>Pre-training epochs</source>
      <translation>Epochen des Vortrainings</translation>
    </message>
    <message>
      <source>Pre-training schedule</source>
      <translation>Lernratenverlauf im Vortraining</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>Rechengenauigkeit</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>Voreinstellung</translation>
    </message>
    <message>
      <source>Principal components</source>
      <translation>Hauptkomponenten</translation>
    </message>
    <message>
      <source>Probabilities</source>
      <translation>Wahrscheinlichkeiten</translation>
    </message>
    <message>
      <source>Probability of the mapped class, 0 to 1.</source>
      <translation>Wahrscheinlichkeit der kartierten Klasse, 0 bis 1.</translation>
    </message>
    <message>
      <source>Probability of {name}</source>
      <translation>Wahrscheinlichkeit von {name}</translation>
    </message>
    <message>
      <source>Prompt epochs</source>
      <translation>Epochen für Prompts</translation>
    </message>
    <message>
      <source>Prompt length</source>
      <translation>Länge der Prompts</translation>
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
      <translation>PyTorch, wie es im Ordner liegt</translation>
    </message>
    <message>
      <source>PyTorch for Macs</source>
      <translation>PyTorch für Macs</translation>
    </message>
    <message>
      <source>PyTorch for the CPU</source>
      <translation>PyTorch für die CPU</translation>
    </message>
    <message>
      <source>PyTorch is there but Windows cannot load it: install the Microsoft Visual C++ Redistributable 2015-2022 (x64), then set up again.</source>
      <translation>PyTorch ist da, aber Windows kann es nicht laden: Installieren Sie das Microsoft Visual C++ Redistributable 2015-2022 (x64), und richten Sie dann noch einmal ein.</translation>
    </message>
    <message>
      <source>PyTorch with {cuda}</source>
      <translation>PyTorch mit {cuda}</translation>
    </message>
    <message>
      <source>PyTorch with {cuda}, which works on the CPU too</source>
      <translation>PyTorch mit {cuda}, das auch auf der CPU arbeitet</translation>
    </message>
    <message>
      <source>PyTorch's own index does not answer; PyPI's build is taken, which needs an NVIDIA driver {driver} or newer.</source>
      <translation>Der eigene Index von PyTorch antwortet nicht; genommen wird der Build von PyPI, der einen NVIDIA-Treiber {driver} oder neuer braucht.</translation>
    </message>
    <message>
      <source>PyTorch's own index, which has the builds with CUDA, does not answer; PyPI's build for the CPU is taken.</source>
      <translation>Der eigene Index von PyTorch, der die Builds mit CUDA hat, antwortet nicht; genommen wird der Build von PyPI für die CPU.</translation>
    </message>
    <message>
      <source>PyTorch's own index, which has the small build for the CPU, does not answer; where no other index in pip's settings has it, PyPI's large build is taken.</source>
      <translation>Der eigene Index von PyTorch, der den kleinen Build für die CPU hat, antwortet nicht; falls kein anderer Index aus den Einstellungen von pip ihn hat, wird der große Build von PyPI genommen.</translation>
    </message>
    <message>
      <source>Python</source>
      <translation>Python</translation>
    </message>
    <message>
      <source>Python of the engine</source>
      <translation>Python des Rechenkerns</translation>
    </message>
    <message>
      <source>QGIS's Python cannot make environments: install the system's package python3-venv, then set up again.</source>
      <translation>Das Python von QGIS kann keine Umgebungen anlegen: Installieren Sie das Systempaket python3-venv, und richten Sie dann noch einmal ein.</translation>
    </message>
    <message>
      <source>QGIS's own Python was not found; make an environment by hand and name it in RSMISS_PYTHON.</source>
      <translation>Das eigene Python von QGIS wurde nicht gefunden; legen Sie von Hand eine Umgebung an und nennen Sie sie in RSMISS_PYTHON.</translation>
    </message>
    <message>
      <source>RMSE</source>
      <translation>RMSE</translation>
    </message>
    <message>
      <source>Random centre crops in pre-training.</source>
      <translation>Zufällige mittige Ausschnitte im Vortraining.</translation>
    </message>
    <message>
      <source>Rejection</source>
      <translation>Ausschluss</translation>
    </message>
    <message>
      <source>Remove older environments ({count}, {size})…</source>
      <translation>Ältere Umgebungen entfernen ({count}, {size})…</translation>
    </message>
    <message>
      <source>Remove the engine in '{folder}'? It can be set up again.</source>
      <translation>Den Rechenkern in „{folder}“ entfernen? Er lässt sich wieder einrichten.</translation>
    </message>
    <message>
      <source>Remove these environments of older versions of the plugin, or of another QGIS that shares this profile?

{names}</source>
      <translation>Diese Umgebungen älterer Versionen der Erweiterung oder eines anderen QGIS mit demselben Profil entfernen?

{names}</translation>
    </message>
    <message>
      <source>Remove…</source>
      <translation>Entfernen…</translation>
    </message>
    <message>
      <source>Removing…</source>
      <translation>Wird entfernt…</translation>
    </message>
    <message>
      <source>Repeat with these settings…</source>
      <translation>So noch einmal ausführen…</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>Bericht</translation>
    </message>
    <message>
      <source>Rich layer</source>
      <translation>Reichhaltiger Layer</translation>
    </message>
    <message>
      <source>Rounds</source>
      <translation>Runden</translation>
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
      <translation>SAR-Rückstreuung, am besten in dB.</translation>
    </message>
    <message>
      <source>Sample project</source>
      <translation>Beispielprojekt</translation>
    </message>
    <message>
      <source>Sample project…</source>
      <translation>Beispielprojekt…</translation>
    </message>
    <message>
      <source>Sample scene</source>
      <translation>Beispielszene</translation>
    </message>
    <message>
      <source>Samples</source>
      <translation>Stichproben</translation>
    </message>
    <message>
      <source>Samples a class</source>
      <translation>Stichproben pro Klasse</translation>
    </message>
    <message>
      <source>Samples in one optimiser step.</source>
      <translation>Stichproben in einem Schritt des Optimierers.</translation>
    </message>
    <message>
      <source>Samples in one optimiser step. Labelled ones, at the most: an epoch goes through few of them up to four times; as many unlabelled ones come with them.</source>
      <translation>Stichproben in einem Schritt des Optimierers. Höchstens so viele mit Label: Eine Epoche durchläuft wenige davon bis zu viermal; ebenso viele ohne Label kommen dazu.</translation>
    </message>
    <message>
      <source>Says which Python, packages and devices the engine has, and tries a real computation on the device.</source>
      <translation>Sagt, welches Python, welche Pakete und welche Geräte der Rechenkern hat, und versucht eine wirkliche Rechnung auf dem Gerät.</translation>
    </message>
    <message>
      <source>Schedule</source>
      <translation>Lernratenverlauf</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>Startwert des Zufalls</translation>
    </message>
    <message>
      <source>Self-adversarial module</source>
      <translation>Selbst-adversariales Modul</translation>
    </message>
    <message>
      <source>Semi-supervised deep cross-modal network: a stream for each layer, which exchange what they learn, and pseudo-labels of unlabelled pixels. For few labelled pixels and one rich layer that may be missing in the map.</source>
      <translation>Halbüberwachtes tiefes kreuzmodales Netz: ein Strom für jeden Layer; die Ströme tauschen aus, was sie lernen, und nutzen Pseudolabels der Pixel ohne Label. Für wenige Pixel mit Klasse und einen reichhaltigen Layer, der beim Kartieren fehlen darf.</translation>
    </message>
    <message>
      <source>Sentence encoder</source>
      <translation>Satz-Encoder</translation>
    </message>
    <message>
      <source>Series encoder</source>
      <translation>Encoder der Zeitreihen</translation>
    </message>
    <message>
      <source>Set aside what serves no prediction; without: ablation.</source>
      <translation>Sondert aus, was keiner Vorhersage dient; ohne: Ablation.</translation>
    </message>
    <message>
      <source>Set up</source>
      <translation>Einrichten</translation>
    </message>
    <message>
      <source>Set up the engine…</source>
      <translation>Rechenkern einrichten…</translation>
    </message>
    <message>
      <source>Set up the rsmiss engine</source>
      <translation>Rechenkern von rsmiss einrichten</translation>
    </message>
    <message>
      <source>Settings &gt; Options &gt; rsmiss, or the variable RSMISS_PYTHON, names '{python}': that one is used, whatever is set up here.</source>
      <translation>Einstellungen &gt; Optionen &gt; rsmiss oder die Variable RSMISS_PYTHON nennt „{python}“: Dieses wird benutzt, gleich was hier eingerichtet ist.</translation>
    </message>
    <message>
      <source>Settings…</source>
      <translation>Einstellungen…</translation>
    </message>
    <message>
      <source>Share for the test</source>
      <translation>Anteil für den Test</translation>
    </message>
    <message>
      <source>Share for validation</source>
      <translation>Anteil für die Validierung</translation>
    </message>
    <message>
      <source>Share of a series' dates that a sample loses.</source>
      <translation>Anteil der Zeitpunkte einer Zeitreihe, die eine Stichprobe verliert.</translation>
    </message>
    <message>
      <source>Share of the features that are hidden.</source>
      <translation>Anteil der Merkmale, der verdeckt wird.</translation>
    </message>
    <message>
      <source>Share of the features that fully connected layers hide; convolutions hide a third of it. Ours: the paper has dropout, but no rates.</source>
      <translation>Anteil der Merkmale, den vollständig verbundene Schichten verdecken; Faltungen verdecken ein Drittel davon. Von uns: Die Veröffentlichung hat Dropout, nennt aber keine Anteile.</translation>
    </message>
    <message>
      <source>Share of the tokens that pre-training hides.</source>
      <translation>Anteil der Token, den das Vortraining verdeckt.</translation>
    </message>
    <message>
      <source>Shared and specific features</source>
      <translation>Gemeinsame und spezifische Merkmale</translation>
    </message>
    <message>
      <source>Shared and specific features predict alone, too (eq. 8).</source>
      <translation>Gemeinsame und spezifische Merkmale sagen auch allein vorher (Gl. 8).</translation>
    </message>
    <message>
      <source>Shared features of a sample are alike (eq. 9-10).</source>
      <translation>Gemeinsame Merkmale einer Stichprobe sind einander ähnlich (Gl. 9-10).</translation>
    </message>
    <message>
      <source>Shift in time</source>
      <translation>Zeitliche Verschiebung</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>Anzeigen</translation>
    </message>
    <message>
      <source>Side of a token, the transformer's unit; it divides the window.</source>
      <translation>Seitenlänge eines Tokens, der Einheit des Transformers; teilt das Fenster.</translation>
    </message>
    <message>
      <source>Side of the map's pixels, in the units of its CRS; empty: as in training.</source>
      <translation>Seitenlänge der Pixel der Karte, in den Einheiten ihres KBS; leer: wie im Training.</translation>
    </message>
    <message>
      <source>Side of the patch around a pixel; odd.</source>
      <translation>Seitenlänge des Bildausschnitts um ein Pixel; ungerade.</translation>
    </message>
    <message>
      <source>Side of the patch around a pixel; odd. 1 reads the pixel alone, as series are unless their surroundings are read, too.</source>
      <translation>Seitenlänge des Bildausschnitts um ein Pixel; ungerade. 1 liest nur das Pixel selbst, wie Zeitreihen gelesen werden, wenn ihre Umgebung nicht mitgelesen wird.</translation>
    </message>
    <message>
      <source>Side of the patch around a pixel; odd. The paper takes 11, 15 or 9 pixels.</source>
      <translation>Seitenlänge des Bildausschnitts um ein Pixel; ungerade. Die Veröffentlichung nimmt 11, 15 oder 9 Pixel.</translation>
    </message>
    <message>
      <source>Side of the patch around a pixel; odd. The rich layer is seen by the pixel alone.</source>
      <translation>Seitenlänge des Bildausschnitts um ein Pixel; ungerade. Der reichhaltige Layer wird nur am Pixel selbst gesehen.</translation>
    </message>
    <message>
      <source>Side of the scene in pixels of 5 m.</source>
      <translation>Seitenlänge der Szene in Pixeln von 5 m.</translation>
    </message>
    <message>
      <source>Side of the windows that are read and mapped at once; memory follows it.</source>
      <translation>Seitenlänge der Fenster, die auf einmal gelesen und kartiert werden; danach richtet sich der Speicherbedarf.</translation>
    </message>
    <message>
      <source>Signal-to-noise ratio of noise added to the layers while training, for noisy scenes (10 to 40). Empty: none.</source>
      <translation>Signal-Rausch-Verhältnis von Rauschen, das den Layern beim Training zugefügt wird, für verrauschte Szenen (10 bis 40). Leer: keines.</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Größe</translation>
    </message>
    <message>
      <source>Size (pixels)</source>
      <translation>Größe (Pixel)</translation>
    </message>
    <message>
      <source>So many networks learn from the same samples, each with a seed of its own; the mean of their probabilities is mapped. Surer, at so many times the cost of one, in training and in mapping.</source>
      <translation>So viele Netze lernen aus denselben Stichproben, jedes mit eigenem Startwert; kartiert wird das Mittel ihrer Wahrscheinlichkeiten. Sicherer, zum so vielfachen Aufwand, beim Trainieren wie beim Kartieren.</translation>
    </message>
    <message>
      <source>So many unlabelled pixels of the scene for each labelled one, from which the contrastive and the modality loss learn, too; 0: none (the paper).</source>
      <translation>So viele Pixel der Szene ohne Label für jedes mit Label, von denen auch der kontrastive Verlust und der der Modalitäten lernen; 0: keine (Veröffentlichung).</translation>
    </message>
    <message>
      <source>Source: {citation}.</source>
      <translation>Quelle: {citation}.</translation>
    </message>
    <message>
      <source>Specific and unused features tell the layer (eq. 11).</source>
      <translation>Spezifische und ungenutzte Merkmale verraten den Layer (Gl. 11).</translation>
    </message>
    <message>
      <source>Split</source>
      <translation>Aufteilung</translation>
    </message>
    <message>
      <source>Step {number} of {total}: {title}…</source>
      <translation>Schritt {number} von {total}: {title}…</translation>
    </message>
    <message>
      <source>Stop after so many looks at the validation without a better one.</source>
      <translation>Hört auf, wenn so viele Blicke auf die Validierung keine bessere brachten.</translation>
    </message>
    <message>
      <source>Streams exchange their weights; without: ablation.</source>
      <translation>Die Ströme tauschen ihre Gewichte aus; ohne: Ablation.</translation>
    </message>
    <message>
      <source>Student epochs</source>
      <translation>Epochen des Schülers</translation>
    </message>
    <message>
      <source>Subsets in fine-tuning</source>
      <translation>Teilmengen in der Feinabstimmung</translation>
    </message>
    <message>
      <source>Supervised weight</source>
      <translation>Überwachtes Gewicht</translation>
    </message>
    <message>
      <source>Surroundings of series</source>
      <translation>Umgebung der Zeitreihen</translation>
    </message>
    <message>
      <source>TEST: '{layer}' has no field that is named as CLASS_FIELD, and none that names classes: {fields}.</source>
      <translation>TEST: „{layer}“ hat kein Feld mit dem Namen von CLASS_FIELD und keines, das Klassen benennt: {fields}.</translation>
    </message>
    <message>
      <source>TEST: '{layer}' is not there or is no layer of polygons, points or class codes; choose another.</source>
      <translation>TEST: „{layer}“ gibt es nicht, oder es ist kein Layer mit Polygonen, Punkten oder Klassencodes; wählen Sie einen anderen.</translation>
    </message>
    <message>
      <source>TRAINING: '{layer}' cannot be read: {problem}.</source>
      <translation>TRAINING: „{layer}“ lässt sich nicht lesen: {problem}.</translation>
    </message>
    <message>
      <source>TRAINING: '{layer}' is a raster; give polygons or points, or a raster as TRAINING_RASTER.</source>
      <translation>TRAINING: „{layer}“ ist ein Raster; geben Sie Polygone oder Punkte an, oder ein Raster als TRAINING_RASTER.</translation>
    </message>
    <message>
      <source>TRAINING: '{layer}' is not there or is no vector layer; choose another.</source>
      <translation>TRAINING: „{layer}“ gibt es nicht, oder es ist kein Vektorlayer; wählen Sie einen anderen.</translation>
    </message>
    <message>
      <source>TRAINING: give a layer of polygons or points, or a raster of class codes as TRAINING_RASTER.</source>
      <translation>TRAINING: Geben Sie einen Layer mit Polygonen oder Punkten an, oder ein Raster mit Klassencodes als TRAINING_RASTER.</translation>
    </message>
    <message>
      <source>TRAINING_RASTER: '{layer}' is not there or is no raster that GDAL opens; choose another layer.</source>
      <translation>TRAINING_RASTER: „{layer}“ gibt es nicht, oder es ist kein Raster, das GDAL öffnet; wählen Sie einen anderen Layer.</translation>
    </message>
    <message>
      <source>TRAINING_RASTER: a raster of class codes tells one class a pixel; give polygons to learn {target}.</source>
      <translation>TRAINING_RASTER: Ein Raster mit Klassencodes nennt eine Klasse pro Pixel; geben Sie Polygone an, um {target} zu lernen.</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>Tabelle</translation>
    </message>
    <message>
      <source>Table (CSV)</source>
      <translation>Tabelle (CSV)</translation>
    </message>
    <message>
      <source>Take off the list</source>
      <translation>Von der Liste</translation>
    </message>
    <message>
      <source>Teacher epochs</source>
      <translation>Epochen des Lehrers</translation>
    </message>
    <message>
      <source>Teaches LDS2AE's encoder a scene without any labels, and keeps it in a file. A training that is given this file as 'Pre-trained encoder' begins with it, skips its own pre-training and only learns the classes.

So one long pre-training on all pixels serves many trainings: other polygons, other classes, another year of the same sensors. The training needs the same layers, bands and token size; its window is the encoder's.</source>
      <translation>Lehrt den Encoder von LDS2AE eine Szene ganz ohne Klassen und bewahrt ihn in einer Datei auf. Ein Training, das diese Datei als „Vortrainierter Encoder“ erhält, beginnt damit, überspringt das eigene Vortraining und lernt nur die Klassen.

So dient ein langes Vortraining mit allen Pixeln vielen Trainings: anderen Polygonen, anderen Klassen, einem anderen Jahr derselben Sensoren. Das Training braucht dieselben Layer, Kanäle und dieselbe Tokengröße; sein Fenster ist das des Encoders.</translation>
    </message>
    <message>
      <source>Temperature</source>
      <translation>Temperatur</translation>
    </message>
    <message>
      <source>Test areas</source>
      <translation>Testflächen</translation>
    </message>
    <message>
      <source>Test pixels serve as unlabelled ones, too: the paper's setting, too rosy for other places.</source>
      <translation>Auch Testpixel dienen als Pixel ohne Label: wie in der Veröffentlichung, für andere Orte zu rosig.</translation>
    </message>
    <message>
      <source>Text encoder</source>
      <translation>Text-Encoder</translation>
    </message>
    <message>
      <source>Text encoder's file or folder</source>
      <translation>Datei oder Ordner des Text-Encoders</translation>
    </message>
    <message>
      <source>Text, or integer codes, which stay the values of the map. Empty: the field that the layer is styled by, else its text field with 2 to 50 different values.</source>
      <translation>Text, oder ganzzahlige Codes, die als Werte der Karte bleiben. Leer: das Feld, nach dem der Layer gestaltet ist, sonst sein Textfeld mit 2 bis 50 verschiedenen Werten.</translation>
    </message>
    <message>
      <source>The algorithm was not prepared.</source>
      <translation>Der Algorithmus wurde nicht vorbereitet.</translation>
    </message>
    <message>
      <source>The architecture that the open_clip weights belong to.</source>
      <translation>Die Architektur, zu der die Gewichte von open_clip gehören.</translation>
    </message>
    <message>
      <source>The certificate of the package index is not trusted. Where your network replaces certificates, add its authority in Settings &gt; Options &gt; Authentication &gt; Manage Certificates, then set up again.</source>
      <translation>Dem Zertifikat des Paketverzeichnisses wird nicht vertraut. Wenn Ihr Netz Zertifikate ersetzt, fügen Sie dessen Zertifizierungsstelle unter Einstellungen &gt; Optionen &gt; Authentifizierung &gt; Zertifikate verwalten hinzu, und richten Sie dann noch einmal ein.</translation>
    </message>
    <message>
      <source>The contrastive loss pairs the layers of one sample; without, of any two samples of a class (ablation).</source>
      <translation>Der kontrastive Verlust paart die Layer einer Stichprobe; ohne dies die von zwei beliebigen Stichproben einer Klasse (Ablation).</translation>
    </message>
    <message>
      <source>The disk is full: make space in the folder of your QGIS profile and in that of temporary files, then set up again.</source>
      <translation>Die Festplatte ist voll: Schaffen Sie Platz im Ordner Ihres QGIS-Profils und in dem für temporäre Dateien, und richten Sie dann noch einmal ein.</translation>
    </message>
    <message>
      <source>The engine ended without a result (status {status}). Its last words: {words}</source>
      <translation>Der Rechenkern endete ohne Ergebnis (Status {status}). Seine letzten Worte: {words}</translation>
    </message>
    <message>
      <source>The engine is being set up or removed already, by {holder}. Wait until that has ended; where it is long gone, delete '{file}'.</source>
      <translation>Der Rechenkern wird schon von {holder} eingerichtet oder entfernt. Warten Sie, bis das zu Ende ist; ist es längst vorbei, löschen Sie „{file}“.</translation>
    </message>
    <message>
      <source>The engine is being set up. Cancel that?</source>
      <translation>Der Rechenkern wird gerade eingerichtet. Abbrechen?</translation>
    </message>
    <message>
      <source>The engine is ready: {python}</source>
      <translation>Der Rechenkern ist bereit: {python}</translation>
    </message>
    <message>
      <source>The engine needs PyTorch and a few small packages. They are installed into an environment of their own, under your QGIS profile; QGIS's Python is left as it is.</source>
      <translation>Der Rechenkern braucht PyTorch und einige kleine Pakete. Sie werden in eine eigene Umgebung unter Ihrem QGIS-Profil installiert; das Python von QGIS bleibt, wie es ist.</translation>
    </message>
    <message>
      <source>The engine was ended by the system, most likely for want of memory; choose a smaller BATCH_SIZE or TILE_SIZE. Its last words: {words}</source>
      <translation>Der Rechenkern wurde vom System beendet, höchstwahrscheinlich aus Mangel an Speicher; wählen Sie eine kleinere BATCH_SIZE oder TILE_SIZE. Seine letzten Worte: {words}</translation>
    </message>
    <message>
      <source>The engine's Python '{python}' does not start: {problem}.</source>
      <translation>Das Python des Rechenkerns, „{python}“, startet nicht: {problem}.</translation>
    </message>
    <message>
      <source>The file of 'Pre-train LDS2AE' to begin with, in place of a pre-training of its own. It needs the same layers, bands and token size; the window is the encoder's.</source>
      <translation>Die Datei von „LDS2AE vortrainieren“, mit der begonnen wird, anstelle eines eigenen Vortrainings. Nötig sind dieselben Layer, Kanäle und dieselbe Tokengröße; das Fenster ist das des Encoders.</translation>
    </message>
    <message>
      <source>The file that 'Train LDS2AE' takes as 'Pre-trained encoder'.</source>
      <translation>Die Datei, die „LDS2AE trainieren“ als „Vortrainierter Encoder“ nimmt.</translation>
    </message>
    <message>
      <source>The folder '{folder}' already has {files}; choose an empty one for the sample project.</source>
      <translation>Im Ordner „{folder}“ liegt schon {files}; wählen Sie einen leeren für das Beispielprojekt.</translation>
    </message>
    <message>
      <source>The folder '{folder}' cannot be made ({problem}); make it writable.</source>
      <translation>Der Ordner „{folder}“ lässt sich nicht anlegen ({problem}); machen Sie ihn beschreibbar.</translation>
    </message>
    <message>
      <source>The folder '{folder}' cannot be written; make it writable.</source>
      <translation>Der Ordner „{folder}“ lässt sich nicht beschreiben; machen Sie ihn beschreibbar.</translation>
    </message>
    <message>
      <source>The folder of wheels '{folder}' does not exist; choose another, or none.</source>
      <translation>Den Ordner mit Wheels „{folder}“ gibt es nicht; wählen Sie einen anderen oder keinen.</translation>
    </message>
    <message>
      <source>The folder of wheels '{what}' cannot be read; choose another, or none.</source>
      <translation>Der Ordner mit Wheels „{what}“ lässt sich nicht lesen; wählen Sie einen anderen oder keinen.</translation>
    </message>
    <message>
      <source>The folder of wheels '{wheels}' has no {what} for Python {python} on this system; fetch it with 'pip download' on a machine of the same kind.</source>
      <translation>Der Ordner mit Wheels „{wheels}“ hat kein {what} für Python {python} auf diesem System; holen Sie es mit 'pip download' auf einem Rechner derselben Art.</translation>
    </message>
    <message>
      <source>The folder of your QGIS profile cannot be written, or a program holds a file there open; close QGIS's other windows and make the folder writable, then set up again.</source>
      <translation>Der Ordner Ihres QGIS-Profils lässt sich nicht beschreiben, oder ein Programm hält dort eine Datei offen; schließen Sie die anderen Fenster von QGIS, machen Sie den Ordner beschreibbar, und richten Sie dann noch einmal ein.</translation>
    </message>
    <message>
      <source>The job was cancelled; no output was written.</source>
      <translation>Der Auftrag wurde abgebrochen; es wurde keine Ausgabe geschrieben.</translation>
    </message>
    <message>
      <source>The layer that gives the grid; auto takes the finest.</source>
      <translation>Der Layer, der das Gitter vorgibt; auto nimmt den feinsten.</translation>
    </message>
    <message>
      <source>The layer whose pixels the map has; auto: pixels as in training, also where their layer is missing.</source>
      <translation>Der Layer, dessen Pixel die Karte hat; auto: Pixel wie im Training, auch wo deren Layer fehlt.</translation>
    </message>
    <message>
      <source>The layer whose spectrum says most; auto: the hyperspectral one, else the one with most bands.</source>
      <translation>Der Layer, dessen Spektrum am meisten sagt; auto: der hyperspektrale, sonst der mit den meisten Kanälen.</translation>
    </message>
    <message>
      <source>The layers that each case has, for instance hsi+sar; msi. Empty: each layer left out, and each alone.</source>
      <translation>Die Layer, die jeder Fall hat, zum Beispiel hsi+sar; msi. Leer: jeder Layer weggelassen, und jeder allein.</translation>
    </message>
    <message>
      <source>The list of jobs cannot be kept: {problem}.</source>
      <translation>Die Liste der Aufträge lässt sich nicht aufbewahren: {problem}.</translation>
    </message>
    <message>
      <source>The map depends</source>
      <translation>Abhängigkeit der Karte</translation>
    </message>
    <message>
      <source>The method is the one that suits the data: number or labels to learn, dates, few labelled pixels, a hyperspectral layer, the size of the scene. The log and the report say which one was taken and why. Choose one yourself with 'Method'; to set its own options, take its own algorithm.</source>
      <translation>Genommen wird die Methode, die zu den Daten passt: Zahl oder Labels als Ziel, Zeitpunkte, wenige Pixel mit Klasse, ein hyperspektraler Layer, die Größe der Szene. Protokoll und Bericht sagen, welche genommen wurde und warum. Wählen Sie mit „Methode“ selbst eine; um deren eigene Optionen zu setzen, nehmen Sie ihren eigenen Algorithmus.</translation>
    </message>
    <message>
      <source>The model file to describe.</source>
      <translation>Die Modelldatei, die beschrieben wird.</translation>
    </message>
    <message>
      <source>The number in the field {field}</source>
      <translation>Die Zahl im Feld {field}</translation>
    </message>
    <message>
      <source>The package index cannot be found: this computer seems to have no network. Connect it, or install from a folder of wheels.</source>
      <translation>Das Paketverzeichnis ist nicht zu finden: Dieser Rechner scheint kein Netz zu haben. Verbinden Sie ihn, oder installieren Sie aus einem Ordner mit Wheels.</translation>
    </message>
    <message>
      <source>The package index does not answer. Try again later; where a firewall or a proxy stands in between, give the proxy in Settings &gt; Options &gt; Network, or install from a folder of wheels.</source>
      <translation>Das Paketverzeichnis antwortet nicht. Versuchen Sie es später noch einmal; wenn eine Firewall oder ein Proxy dazwischen liegt, geben Sie den Proxy unter Einstellungen &gt; Optionen &gt; Netzwerk an, oder installieren Sie aus einem Ordner mit Wheels.</translation>
    </message>
    <message>
      <source>The package index has nothing for {what}: the network seems to block it, or an index in pip's settings is wrong. Ask the network's administrator for pypi.org, or install from a folder of wheels.</source>
      <translation>Das Paketverzeichnis hat nichts für {what}: Das Netz scheint es zu sperren, oder ein Index in den Einstellungen von pip ist falsch. Bitten Sie die Netzverwaltung um pypi.org, oder installieren Sie aus einem Ordner mit Wheels.</translation>
    </message>
    <message>
      <source>The package index refuses ({what}): the network seems to block it. Ask its administrator for pypi.org, files.pythonhosted.org and download.pytorch.org, or install from a folder of wheels.</source>
      <translation>Das Paketverzeichnis lehnt ab ({what}): Das Netz scheint es zu sperren. Bitten Sie die Netzverwaltung um pypi.org, files.pythonhosted.org und download.pytorch.org, oder installieren Sie aus einem Ordner mit Wheels.</translation>
    </message>
    <message>
      <source>The page that describes the model.</source>
      <translation>Die Seite, die das Modell beschreibt.</translation>
    </message>
    <message>
      <source>The part of the scene to map; empty for all of it.</source>
      <translation>Der Teil der Szene, der kartiert wird; leer: alles.</translation>
    </message>
    <message>
      <source>The project '{path}' cannot be written: {problem}; choose another folder.</source>
      <translation>Das Projekt „{path}“ lässt sich nicht schreiben: {problem}; wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
      <source>The proxy asks for a name and a password; give them in Settings &gt; Options &gt; Network.</source>
      <translation>Der Proxy verlangt einen Namen und ein Passwort; geben Sie beides unter Einstellungen &gt; Optionen &gt; Netzwerk an.</translation>
    </message>
    <message>
      <source>The proxy does not answer; correct it in Settings &gt; Options &gt; Network, or switch it off there.</source>
      <translation>Der Proxy antwortet nicht; korrigieren Sie ihn unter Einstellungen &gt; Optionen &gt; Netzwerk, oder schalten Sie ihn dort ab.</translation>
    </message>
    <message>
      <source>The same seed gives the same scene.</source>
      <translation>Derselbe Startwert ergibt dieselbe Szene.</translation>
    </message>
    <message>
      <source>The sample project is made-up data to try everything on: five rasters with clouds and a swath edge, training polygons and the true land cover, a few megabytes.</source>
      <translation>Das Beispielprojekt besteht aus erfundenen Daten, an denen man alles ausprobieren kann: fünf Raster mit Wolken und dem Rand eines Aufnahmestreifens, Trainingspolygone und die wahre Landbedeckung, einige Megabyte.</translation>
    </message>
    <message>
      <source>The sample project is open.</source>
      <translation>Das Beispielprojekt ist geöffnet.</translation>
    </message>
    <message>
      <source>The sample project is ready: {path}.</source>
      <translation>Das Beispielprojekt ist fertig: {path}.</translation>
    </message>
    <message>
      <source>The set-up installs from it, without a network.</source>
      <translation>Die Einrichtung installiert daraus, ohne Netz.</translation>
    </message>
    <message>
      <source>The set-up was cancelled; nothing was left behind.</source>
      <translation>Die Einrichtung wurde abgebrochen; nichts ist zurückgeblieben.</translation>
    </message>
    <message>
      <source>The stage of the training whose curves are shown</source>
      <translation>Die Stufe des Trainings, deren Kurven gezeigt werden</translation>
    </message>
    <message>
      <source>The trained model, for 'Classify'.</source>
      <translation>Das trainierte Modell, für „Klassifizieren“.</translation>
    </message>
    <message>
      <source>The training that begins with the encoder needs the same.</source>
      <translation>Das Training, das mit dem Encoder beginnt, braucht dieselben.</translation>
    </message>
    <message>
      <source>There is no Python at '{python}', which {setting} or {variable} names; correct that setting.</source>
      <translation>Es gibt kein Python unter „{python}“, das {setting} oder {variable} nennt; korrigieren Sie diese Einstellung.</translation>
    </message>
    <message>
      <source>There is no build of {what} for Python {python} on this system; update QGIS, or make an environment with another Python by hand and name it in Settings &gt; Options &gt; rsmiss.</source>
      <translation>Es gibt keinen Build von {what} für Python {python} auf diesem System; aktualisieren Sie QGIS, oder legen Sie von Hand eine Umgebung mit einem anderen Python an und nennen Sie es unter Einstellungen &gt; Optionen &gt; rsmiss.</translation>
    </message>
    <message>
      <source>There is no program '{python}'.</source>
      <translation>Es gibt kein Programm „{python}“.</translation>
    </message>
    <message>
      <source>There is not enough space in '{folder}': {free} are free, {wanted} are needed.</source>
      <translation>In „{folder}“ ist nicht genug Platz: {free} sind frei, {wanted} werden gebraucht.</translation>
    </message>
    <message>
      <source>This algorithm makes no job.</source>
      <translation>Dieser Algorithmus erzeugt keinen Auftrag.</translation>
    </message>
    <message>
      <source>Tile size (pixels)</source>
      <translation>Kachelgröße (Pixel)</translation>
    </message>
    <message>
      <source>Time (minutes)</source>
      <translation>Zeit (Minuten)</translation>
    </message>
    <message>
      <source>Time: {time}</source>
      <translation>Zeit: {time}</translation>
    </message>
    <message>
      <source>Timestep embedding</source>
      <translation>Einbettung des Zeitschritts</translation>
    </message>
    <message>
      <source>Token (pixels)</source>
      <translation>Token (Pixel)</translation>
    </message>
    <message>
      <source>Tools</source>
      <translation>Werkzeuge</translation>
    </message>
    <message>
      <source>Train a model</source>
      <translation>Ein Modell trainieren</translation>
    </message>
    <message>
      <source>Train {method}</source>
      <translation>{method} trainieren</translation>
    </message>
    <message>
      <source>Train {method}…</source>
      <translation>{method} trainieren…</translation>
    </message>
    <message>
      <source>Training</source>
      <translation>Training</translation>
    </message>
    <message>
      <source>Training pixels of each class at the most. Empty: as many as the effort takes.</source>
      <translation>Trainingspixel jeder Klasse höchstens. Leer: so viele, wie der Aufwand nimmt.</translation>
    </message>
    <message>
      <source>Training polygons</source>
      <translation>Trainingspolygone</translation>
    </message>
    <message>
      <source>Training polygons or points</source>
      <translation>Trainingspolygone oder -punkte</translation>
    </message>
    <message>
      <source>Training raster</source>
      <translation>Trainingsraster</translation>
    </message>
    <message>
      <source>Trains a model with the method that suits the data.</source>
      <translation>Trainiert ein Modell mit der Methode, die zu den Daten passt.</translation>
    </message>
    <message>
      <source>Trains one model on all the layers that are given; the model then maps with any of them missing, whole layers or single pixels. The report says what each missing layer costs.</source>
      <translation>Trainiert ein einziges Modell mit allen angegebenen Layern; das Modell kartiert dann auch, wenn beliebige davon fehlen, ganze Layer oder einzelne Pixel. Der Bericht sagt, was jeder fehlende Layer kostet.</translation>
    </message>
    <message>
      <source>Train…</source>
      <translation>Trainieren…</translation>
    </message>
    <message>
      <source>Transductive</source>
      <translation>Transduktiv</translation>
    </message>
    <message>
      <source>True land cover</source>
      <translation>Wahre Landbedeckung</translation>
    </message>
    <message>
      <source>Trying the engine</source>
      <translation>Der Rechenkern wird ausprobiert</translation>
    </message>
    <message>
      <source>Two generators and a discriminator; without: ablation.</source>
      <translation>Zwei Generatoren und ein Diskriminator; ohne: Ablation.</translation>
    </message>
    <message>
      <source>Unlabelled pixels</source>
      <translation>Pixel ohne Label</translation>
    </message>
    <message>
      <source>Unlabelled pixels of which the first pseudo-labels are less sure than of all but this share of the labelled ones have no part in the rounds: they may belong to no class. Ours; 0: all have a part (the paper).</source>
      <translation>Pixel ohne Label, deren erste Pseudolabels weniger sicher sind als alle bis auf diesen Anteil derer mit Label, nehmen an den Runden nicht teil: Sie gehören vielleicht zu keiner Klasse. Von uns; 0: alle nehmen teil (Veröffentlichung).</translation>
    </message>
    <message>
      <source>Unused features</source>
      <translation>Ungenutzte Merkmale</translation>
    </message>
    <message>
      <source>Update</source>
      <translation>Aktualisieren</translation>
    </message>
    <message>
      <source>Validation score by epoch</source>
      <translation>Validierungswert nach Epoche</translation>
    </message>
    <message>
      <source>Warm-up epochs</source>
      <translation>Aufwärmepochen</translation>
    </message>
    <message>
      <source>Weight averaging</source>
      <translation>Mittelung der Gewichte</translation>
    </message>
    <message>
      <source>Weight decay</source>
      <translation>Gewichtsabnahme (Weight Decay)</translation>
    </message>
    <message>
      <source>Weight of hidden tokens</source>
      <translation>Gewicht verdeckter Token</translation>
    </message>
    <message>
      <source>Weight of hidden tokens across layers</source>
      <translation>Gewicht verdeckter Token über Layer hinweg</translation>
    </message>
    <message>
      <source>Weight of the adversarial loss in the first fifteenth of the epochs; ours: the paper has 1 throughout.</source>
      <translation>Gewicht des adversarialen Verlusts im ersten Fünfzehntel der Epochen; von uns: Die Veröffentlichung hat durchweg 1.</translation>
    </message>
    <message>
      <source>Weight of the alignment</source>
      <translation>Gewicht der Angleichung</translation>
    </message>
    <message>
      <source>Weight of the classes' loss in pre-training; 0 for none.</source>
      <translation>Gewicht des Verlusts der Klassen im Vortraining; 0 für keines.</translation>
    </message>
    <message>
      <source>Weight of the regression</source>
      <translation>Gewicht der Regression</translation>
    </message>
    <message>
      <source>Weight of visible tokens across layers</source>
      <translation>Gewicht sichtbarer Token über Layer hinweg</translation>
    </message>
    <message>
      <source>Weights of the losses</source>
      <translation>Gewichte der Verluste</translation>
    </message>
    <message>
      <source>What</source>
      <translation>Inhalt</translation>
    </message>
    <message>
      <source>What each case loses</source>
      <translation>Was jeder Fall verliert</translation>
    </message>
    <message>
      <source>What fine-tuning leaves as it is: nothing, or the encoder.</source>
      <translation>Was die Feinabstimmung lässt, wie es ist: nichts (none) oder den Encoder (encoder).</translation>
    </message>
    <message>
      <source>What if a layer is missing</source>
      <translation>Was, wenn ein Layer fehlt</translation>
    </message>
    <message>
      <source>What if…</source>
      <translation>Was, wenn…</translation>
    </message>
    <message>
      <source>What new dialogs begin with; commands, models and scripts keep to the algorithms' own defaults.</source>
      <translation>Womit neue Dialoge beginnen; Befehle, Modelle und Skripte halten sich an die Vorgaben der Algorithmen.</translation>
    </message>
    <message>
      <source>What the network makes of each pixel before it names a class, to search, to group or to model with. Some hundred bands, so large: 4 bytes a pixel and band.</source>
      <translation>Was das Netz aus jedem Pixel macht, bevor es eine Klasse nennt: zum Suchen, Gruppieren oder Modellieren. Einige hundert Kanäle, also groß: 4 Byte je Pixel und Kanal.</translation>
    </message>
    <message>
      <source>What to learn</source>
      <translation>Lernziel</translation>
    </message>
    <message>
      <source>What turns descriptions into numbers. bundled: ready for the usual classes, and for any others where the sentence encoder was added with 'Set up the engine'. open_clip and sentence-transformers: a model on your disk. file: your own embeddings. orthogonal: no meaning at all, for comparison.</source>
      <translation>Was Beschreibungen in Zahlen verwandelt. bundled: fertig für die üblichen Klassen, und für alle anderen, wenn der Satz-Encoder mit „Rechenkern einrichten“ hinzugefügt wurde. open_clip und sentence-transformers: ein Modell auf Ihrer Festplatte. file: Ihre eigenen Einbettungen. orthogonal: ganz ohne Bedeutung, zum Vergleich.</translation>
    </message>
    <message>
      <source>Where the files are written.</source>
      <translation>Wohin die Dateien geschrieben werden.</translation>
    </message>
    <message>
      <source>Where the maps and the table are written; what an earlier run wrote there is replaced.</source>
      <translation>Wohin die Karten und die Tabelle geschrieben werden; was ein früherer Lauf dort geschrieben hat, wird ersetzt.</translation>
    </message>
    <message>
      <source>Where to compute. auto takes a GPU where there is one.</source>
      <translation>Wo gerechnet wird. auto nimmt eine GPU, wo es eine gibt.</translation>
    </message>
    <message>
      <source>Which layers served each pixel, with their names.</source>
      <translation>Welche Layer jedem Pixel gedient haben, mit ihren Namen.</translation>
    </message>
    <message>
      <source>Window (pixels)</source>
      <translation>Fenster (Pixel)</translation>
    </message>
    <message>
      <source>Windows allows short paths only: switch on its long paths (the policy 'Enable Win32 long paths'), then set up again.</source>
      <translation>Windows erlaubt nur kurze Pfade: Schalten Sie lange Pfade ein (die Richtlinie „Lange Win32-Pfade aktivieren“), und richten Sie dann noch einmal ein.</translation>
    </message>
    <message>
      <source>Without effect with a method that reads no language.</source>
      <translation>Ohne Wirkung bei einer Methode, die keine Sprache liest.</translation>
    </message>
    <message>
      <source>Without {layers}</source>
      <translation>Ohne {layers}</translation>
    </message>
    <message>
      <source>Writes a made-up scene to try the plugin on: hyperspectral, multispectral, SAR, LiDAR and aerial rasters with clouds and a swath edge, training polygons with names and colours, and the true land cover.</source>
      <translation>Schreibt eine erdachte Szene, um die Erweiterung auszuprobieren: hyperspektrale, multispektrale, SAR-, LiDAR- und Luftbildraster mit Wolken und dem Rand eines Aufnahmestreifens, Trainingspolygone mit Namen und Farben und die wahre Landbedeckung.</translation>
    </message>
    <message>
      <source>Writes a table with a description of each class of a training layer, for the methods that read descriptions (LVPCnet, DPMamba). Edit it in QGIS, where it opens as a table, or in a spreadsheet, and give it to the training as 'Class descriptions'. Words of your own need the sentence encoder, which 'Set up the engine' adds, or a text encoder of yours.

To have it filled in by a language model of your choice, send it the table with this request:

{request}</source>
      <translation>Schreibt eine Tabelle mit einer Beschreibung jeder Klasse eines Trainingslayers, für die Methoden, die Beschreibungen lesen (LVPCnet, DPMamba). Bearbeiten Sie sie in QGIS, wo sie sich als Tabelle öffnet, oder in einem Tabellenprogramm, und geben Sie sie dem Training als „Klassenbeschreibungen“. Eigene Worte brauchen den Satz-Encoder, den „Rechenkern einrichten“ hinzufügt, oder einen Text-Encoder von Ihnen.

Um sie von einem Sprachmodell Ihrer Wahl ausfüllen zu lassen, senden Sie ihm die Tabelle mit dieser Bitte:

{request}</translation>
    </message>
    <message>
      <source>a guess</source>
      <translation>geraten</translation>
    </message>
    <message>
      <source>above {low:.0%}</source>
      <translation>über {low:.0%}</translation>
    </message>
    <message>
      <source>aerial RGB</source>
      <translation>Luftbild (RGB)</translation>
    </message>
    <message>
      <source>another process</source>
      <translation>einem anderen Prozess</translation>
    </message>
    <message>
      <source>attention: a weight for each modality at each pixel; add: the plain sum (ablation). The whole method, as published: 98.3 % on Houston, 61.5 without HSI, 97.0 without LiDAR.</source>
      <translation>attention: ein Gewicht für jede Modalität an jedem Pixel; add: die einfache Summe (Ablation). Die ganze Methode, wie veröffentlicht: 98,3 % auf Houston, 61,5 ohne HSI, 97,0 ohne LiDAR.</translation>
    </message>
    <message>
      <source>author: as the released code, that is timestep on the class token, warm restarts, supervised weight 0.005, decoders as wide as the encoder and no cross reconstruction, whatever these options say.</source>
      <translation>author: wie der veröffentlichte Code, also Zeitschritt am Klassen-Token, Neustarts, überwachtes Gewicht 0.005, Decoder so breit wie der Encoder und keine Kreuzrekonstruktion, gleich was diese Optionen sagen.</translation>
    </message>
    <message>
      <source>auto takes what suits the data, and says why.</source>
      <translation>auto nimmt, was zu den Daten passt, und sagt, warum.</translation>
    </message>
    <message>
      <source>auto: a GPU where there is one</source>
      <translation>auto: eine GPU, wo es eine gibt</translation>
    </message>
    <message>
      <source>cancelled</source>
      <translation>abgebrochen</translation>
    </message>
    <message>
      <source>classes: one a pixel. labels: several a pixel, the field holds names separated by commas. number: the field's value.</source>
      <translation>classes: eine pro Pixel. labels: mehrere pro Pixel, das Feld enthält Namen, durch Kommas getrennt. number: der Wert des Feldes.</translation>
    </message>
    <message>
      <source>cpu</source>
      <translation>cpu</translation>
    </message>
    <message>
      <source>cuda: an NVIDIA GPU</source>
      <translation>cuda: eine NVIDIA-GPU</translation>
    </message>
    <message>
      <source>done</source>
      <translation>fertig</translation>
    </message>
    <message>
      <source>downloading {package}</source>
      <translation>{package} wird heruntergeladen</translation>
    </message>
    <message>
      <source>failed</source>
      <translation>fehlgeschlagen</translation>
    </message>
    <message>
      <source>fairly sure</source>
      <translation>ziemlich sicher</translation>
    </message>
    <message>
      <source>for NVIDIA GPUs, with CUDA</source>
      <translation>für NVIDIA-GPUs, mit CUDA</translation>
    </message>
    <message>
      <source>for the CPU</source>
      <translation>für die CPU</translation>
    </message>
    <message>
      <source>hardly {name}</source>
      <translation>kaum {name}</translation>
    </message>
    <message>
      <source>hyperspectral</source>
      <translation>hyperspektral</translation>
    </message>
    <message>
      <source>it said nothing</source>
      <translation>er sagte nichts</translation>
    </message>
    <message>
      <source>likely {name}</source>
      <translation>wahrscheinlich {name}</translation>
    </message>
    <message>
      <source>mamba: the published blocks of scans; vit: a vision transformer over the pixels of all modalities (ablation). The whole method, as published: 98.3 % on Houston, 61.5 without HSI, 97.0 without LiDAR.</source>
      <translation>mamba: die veröffentlichten Blöcke aus Scans; vit: ein Vision Transformer über die Pixel aller Modalitäten (Ablation). Die ganze Methode, wie veröffentlicht: 98,3 % auf Houston, 61,5 ohne HSI, 97,0 ohne LiDAR.</translation>
    </message>
    <message>
      <source>mps: a Mac's GPU</source>
      <translation>mps: die GPU eines Macs</translation>
    </message>
    <message>
      <source>multispectral</source>
      <translation>multispektral</translation>
    </message>
    <message>
      <source>none</source>
      <translation>keine</translation>
    </message>
    <message>
      <source>none: packages come over the network</source>
      <translation>keiner: Pakete kommen über das Netz</translation>
    </message>
    <message>
      <source>not measured</source>
      <translation>nicht gemessen</translation>
    </message>
    <message>
      <source>not {name}</source>
      <translation>nicht {name}</translation>
    </message>
    <message>
      <source>nothing to download, up to {disk} on disk, {free} are free</source>
      <translation>nichts herunterzuladen, bis zu {disk} auf der Festplatte, {free} sind frei</translation>
    </message>
    <message>
      <source>open_clip architecture</source>
      <translation>open_clip-Architektur</translation>
    </message>
    <message>
      <source>open_clip: a .safetensors weights file. sentence-transformers: a folder. file: .npz or .safetensors.</source>
      <translation>open_clip: eine .safetensors-Datei mit Gewichten. sentence-transformers: ein Ordner. file: .npz oder .safetensors.</translation>
    </message>
    <message>
      <source>other raster</source>
      <translation>anderes Raster</translation>
    </message>
    <message>
      <source>overall accuracy</source>
      <translation>Gesamtgenauigkeit</translation>
    </message>
    <message>
      <source>paper: as long as the publications train</source>
      <translation>paper: so lange wie in den Veröffentlichungen</translation>
    </message>
    <message>
      <source>perhaps {name}</source>
      <translation>vielleicht {name}</translation>
    </message>
    <message>
      <source>pip cannot use a SOCKS proxy; give an HTTP proxy in Settings &gt; Options &gt; Network, or install from a folder of wheels.</source>
      <translation>pip kann keinen SOCKS-Proxy benutzen; geben Sie unter Einstellungen &gt; Optionen &gt; Netzwerk einen HTTP-Proxy an, oder installieren Sie aus einem Ordner mit Wheels.</translation>
    </message>
    <message>
      <source>process {number} on '{host}'</source>
      <translation>Prozess {number} auf „{host}“</translation>
    </message>
    <message>
      <source>quick: a first look, in minutes</source>
      <translation>quick: ein erster Blick, in Minuten</translation>
    </message>
    <message>
      <source>rather not {name}</source>
      <translation>eher nicht {name}</translation>
    </message>
    <message>
      <source>rsmiss encoder (*.rsmiss)</source>
      <translation>rsmiss-Encoder (*.rsmiss)</translation>
    </message>
    <message>
      <source>rsmiss jobs</source>
      <translation>rsmiss-Aufträge</translation>
    </message>
    <message>
      <source>rsmiss model (*.rsmiss)</source>
      <translation>rsmiss-Modell (*.rsmiss)</translation>
    </message>
    <message>
      <source>rsmiss models</source>
      <translation>rsmiss-Modelle</translation>
    </message>
    <message>
      <source>rsmiss needs its engine, which is not set up yet.</source>
      <translation>rsmiss braucht seinen Rechenkern, der noch nicht eingerichtet ist.</translation>
    </message>
    <message>
      <source>rsmiss sample scene</source>
      <translation>rsmiss-Beispielszene</translation>
    </message>
    <message>
      <source>rsmiss: land cover with missing sensors</source>
      <translation>rsmiss: Landbedeckung bei fehlenden Sensoren</translation>
    </message>
    <message>
      <source>running</source>
      <translation>läuft</translation>
    </message>
    <message>
      <source>scan: the selective scan along four zigzag paths; dwconv: a depthwise convolution in its place (ablation). The whole method, as published: 98.3 % on Houston, 61.5 without HSI, 97.0 without LiDAR.</source>
      <translation>scan: der selektive Scan auf vier Zickzackpfaden; dwconv: stattdessen eine tiefenweise Faltung (Ablation). Die ganze Methode, wie veröffentlicht: 98,3 % auf Houston, 61,5 ohne HSI, 97,0 ohne LiDAR.</translation>
    </message>
    <message>
      <source>scikit-learn, einops, safetensors, jinja2 and matplotlib</source>
      <translation>scikit-learn, einops, safetensors, jinja2 und matplotlib</translation>
    </message>
    <message>
      <source>sentence encoder</source>
      <translation>Satz-Encoder</translation>
    </message>
    <message>
      <source>separate: one for the shared and one for the other features of each layer; joint: one for all (ablation).</source>
      <translation>separate: einer für die gemeinsamen und einer für die übrigen Merkmale jedes Layers; joint: einer für alle (Ablation).</translation>
    </message>
    <message>
      <source>shared and specific ones (the paper), or one kind alone (ablation).</source>
      <translation>gemeinsame und spezifische (Veröffentlichung) oder nur eine Art (Ablation).</translation>
    </message>
    <message>
      <source>standard: good maps in reasonable time</source>
      <translation>standard: gute Karten in vertretbarer Zeit</translation>
    </message>
    <message>
      <source>sum: all losses weigh the same (the paper); uncertainty: weights are learnt, less for losses that stay large.</source>
      <translation>sum: alle Verluste wiegen gleich (Veröffentlichung); uncertainty: Gewichte werden gelernt, kleinere für Verluste, die groß bleiben.</translation>
    </message>
    <message>
      <source>sure</source>
      <translation>sicher</translation>
    </message>
    <message>
      <source>surely {name}</source>
      <translation>sicher {name}</translation>
    </message>
    <message>
      <source>taking {package}</source>
      <translation>{package} wird genommen</translation>
    </message>
    <message>
      <source>text: features, and the relations of samples to class texts; kl: class probabilities (ablation); none. The whole method, as published: 98.3 % on Houston, 61.5 without HSI, 97.0 without LiDAR.</source>
      <translation>text: Merkmale, und die Beziehungen der Stichproben zu den Texten der Klassen; kl: Klassenwahrscheinlichkeiten (Ablation); none: nichts. Die ganze Methode, wie veröffentlicht: 98,3 % auf Houston, 61,5 ohne HSI, 97,0 ohne LiDAR.</translation>
    </message>
    <message>
      <source>the one that the plugin sets up</source>
      <translation>das, welches die Erweiterung einrichtet</translation>
    </message>
    <message>
      <source>unpacking</source>
      <translation>wird entpackt</translation>
    </message>
    <message>
      <source>unsure</source>
      <translation>unsicher</translation>
    </message>
    <message>
      <source>very sure</source>
      <translation>sehr sicher</translation>
    </message>
    <message>
      <source>{count} bands</source>
      <translation>{count} Kanäle</translation>
    </message>
    <message>
      <source>{download} to download, {disk} on disk; {space} wanted meanwhile, {free} are free</source>
      <translation>{download} herunterzuladen, {disk} auf der Festplatte; währenddessen {space} gebraucht, {free} sind frei</translation>
    </message>
    <message>
      <source>{measures} on {count} samples</source>
      <translation>{measures} an {count} Stichproben</translation>
    </message>
    <message>
      <source>{method} learns classes alone, not {target}; train MDiCo for that.</source>
      <translation>{method} lernt nur Klassen, nicht {target}; trainieren Sie dafür MDiCo.</translation>
    </message>
    <message>
      <source>{modality}, one layer a date</source>
      <translation>{modality}, ein Layer pro Zeitpunkt</translation>
    </message>
    <message>
      <source>{name} is '{value}'; it must be one of {choices}.</source>
      <translation>{name} ist „{value}“; möglich ist nur eines von {choices}.</translation>
    </message>
    <message>
      <source>{name} must be a number from {low:.10g} to {high:.10g}.</source>
      <translation>{name} muss eine Zahl von {low:.10g} bis {high:.10g} sein.</translation>
    </message>
    <message>
      <source>{name}, driver {driver}, was found.</source>
      <translation>{name}, Treiber {driver}, wurde gefunden.</translation>
    </message>
    <message>
      <source>{name}: '{layer}' comes from the provider '{provider}'; save it as a GeoTIFF first.</source>
      <translation>{name}: „{layer}“ kommt vom Datenanbieter „{provider}“; speichern Sie den Layer zuerst als GeoTIFF.</translation>
    </message>
    <message>
      <source>{name}: '{layer}' has {bands} bands, too many for {kind}; give it as HSI or OTHER, or say in DATES how many dates it holds.</source>
      <translation>{name}: „{layer}“ hat {bands} Kanäle, zu viele für die Art „{kind}“; geben Sie den Layer als HSI oder OTHER an, oder sagen Sie in DATES, wie viele Zeitpunkte er enthält.</translation>
    </message>
    <message>
      <source>{name}: '{layer}' is a raster of {bands} bands; give polygons, or a raster with one band of codes.</source>
      <translation>{name}: „{layer}“ ist ein Raster mit {bands} Kanälen; geben Sie Polygone an, oder ein Raster mit einem Kanal von Codes.</translation>
    </message>
    <message>
      <source>{name}: '{layer}' is no raster layer; choose a raster.</source>
      <translation>{name}: „{layer}“ ist kein Rasterlayer; wählen Sie ein Raster.</translation>
    </message>
    <message>
      <source>{name}: '{layer}' is not there or is no raster that GDAL opens; choose another layer.</source>
      <translation>{name}: „{layer}“ gibt es nicht, oder es ist kein Raster, das GDAL öffnet; wählen Sie einen anderen Layer.</translation>
    </message>
    <message>
      <source>{name}: '{part}' is not understood; write it like {example}.</source>
      <translation>{name}: „{part}“ wird nicht verstanden; schreiben Sie es wie {example}.</translation>
    </message>
    <message>
      <source>{name}: '{path}' is written as a GeoTIFF; let its name end in .tif.</source>
      <translation>{name}: „{path}“ wird als GeoTIFF geschrieben; lassen Sie den Namen auf .tif enden.</translation>
    </message>
    <message>
      <source>{name}: this model wants {wanted} {kind} bands; the layer '{layer}' has {bands}.</source>
      <translation>{name}: Dieses Modell verlangt {wanted} Kanäle ({kind}); der Layer „{layer}“ hat {bands}.</translation>
    </message>
    <message>
      <source>{name}: this model was trained with {layers}, and cannot use a layer of the kind {kind}; leave it out.</source>
      <translation>{name}: Dieses Modell wurde mit {layers} trainiert und kann keinen Layer der Art „{kind}“ benutzen; lassen Sie ihn weg.</translation>
    </message>
    <message>
      <source>{one} and {other}</source>
      <translation>{one} und {other}</translation>
    </message>
    <message>
      <source>{problem} TEXT_PROVIDER is a parameter of rsmiss:train{method}; METHOD auto does without.</source>
      <translation>{problem} TEXT_PROVIDER ist ein Parameter von rsmiss:train{method}; METHOD auto kommt ohne aus.</translation>
    </message>
    <message>
      <source>{project} encoder</source>
      <translation>{project} Encoder</translation>
    </message>
    <message>
      <source>{project} what if</source>
      <translation>{project} was wenn</translation>
    </message>
    <message>
      <source>{title} ({size} more)</source>
      <translation>{title} ({size} mehr)</translation>
    </message>
    <message>
      <source>{title} failed without a word.</source>
      <translation>{title}: ohne ein Wort fehlgeschlagen.</translation>
    </message>
    <message>
      <source>{title} failed: '{program}' does not start.</source>
      <translation>{title}: fehlgeschlagen, „{program}“ startet nicht.</translation>
    </message>
    <message>
      <source>{title} failed: {said}.</source>
      <translation>{title}: fehlgeschlagen: {said}.</translation>
    </message>
    <message>
      <source>{title} failed; its last words: {words}.</source>
      <translation>{title}: fehlgeschlagen; die letzten Worte: {words}.</translation>
    </message>
    <message>
      <source>{title}: done, {measure} {value}.</source>
      <translation>{title}: fertig, {measure} {value}.</translation>
    </message>
    <message>
      <source>{title}: done.</source>
      <translation>{title}: fertig.</translation>
    </message>
    <message>
      <source>{title}: failed; the list of jobs says why.</source>
      <translation>{title}: fehlgeschlagen; die Liste der Aufträge sagt, warum.</translation>
    </message>
    <message>
      <source>{title}: {state}</source>
      <translation>{title}: {state}</translation>
    </message>
    <message>
      <source>{written} written, {speed}/s</source>
      <translation>{written} geschrieben, {speed}/s</translation>
    </message>
  </context>
</TS>
