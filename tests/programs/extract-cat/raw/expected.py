# python3 expected.py, where cmd has left in.csv and out.json: Python's csv module reads the same records.
import csv, json
text = open("in.csv", newline="", encoding="latin-1").read()
records = [r for r in csv.reader(text.replace("\r\n\r\n", "\r\n").splitlines(keepends=True)) if r]
ours = [json.loads(line) for line in open("out.json", encoding="latin-1")]
print(records == ours)
