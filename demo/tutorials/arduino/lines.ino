// Prints a distance ten times a second; understands "led on" and "led off".
unsigned long printedMs = 0;

void setup() {
  Serial.begin(115200);
  pinMode(LED_BUILTIN, OUTPUT);
}

void loop() {
  if (Serial.available()) {
    String line = Serial.readStringUntil('\n');
    if (line == "led on") digitalWrite(LED_BUILTIN, HIGH);
    if (line == "led off") digitalWrite(LED_BUILTIN, LOW);
  }
  if (millis() - printedMs >= 100) {
    printedMs = millis();
    Serial.print("distance ");
    Serial.println(analogRead(A0));
  }
}
