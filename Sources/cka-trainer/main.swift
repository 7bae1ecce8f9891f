print("cka-trainer 0.1.0")
