print("bullwhip")
