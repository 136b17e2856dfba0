// Takes motor speeds, says how far away things are. Stops when it hears nothing.
struct __attribute__((packed)) Command { int16_t left, right; } command;
struct __attribute__((packed)) Report { uint16_t distance; bool moving; } report;

const unsigned long SILENCE_MS = 500;
unsigned long heardMs = 0, saidMs = 0;

void setMotors(int left, int right) {
  // Your motors go here
  report.moving = left != 0 || right != 0;
}

void setup() {
  Serial.begin(115200);
  Serial.write(192);  // the start byte: what comes now are structs
}

void loop() {
  if (Serial.available() >= (int)sizeof(command)) {
    Serial.readBytes((char *)&command, sizeof(command));
    heardMs = millis();
    setMotors(command.left, command.right);
  }
  if (millis() - heardMs > SILENCE_MS) setMotors(0, 0);
  if (millis() - saidMs >= 100) {
    saidMs = millis();
    report.distance = analogRead(A0);
    Serial.write((byte *)&report, sizeof(report));
  }
}
