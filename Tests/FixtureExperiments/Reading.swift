import Laboratory

/// A data set of the laboratory's own.
let wines = KnownDataset(
  "wines", title: "Wines", credit: "nobody",
  files: [DatasetFile("red.csv", sha256: Digest.sha256(of: Array("alcohol\n12.5\n13\n".utf8)))],
  howToGet: "They are made in the tests.")

/// An experiment that reads a file, or files, of each kind.
let readingExperiment = Experiment(
  "reading", title: "An experiment that reads", summary: "It adds up what it reads.",
  settings: [
    Setting(
      "kind", "table", "what it reads",
      limits: .oneOf(["table", "npy", "npz", "images", "idx", "bytes", "known", "clash", "unknown"]))
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let kind: String = try notebook["kind"]
  let values: [Double] =
    switch kind {
    case "table": try notebook.table(csv: "own/table.csv", separator: ";").doubles("vintage")
    case "npy": try notebook.array(npy: "own/array.npy").doubles
    case "npz": try notebook.array(npz: "own/arrays.npz", named: "labels").doubles
    case "images": try notebook.images(folder: "own/faces").pixels.map(Double.init)
    case "idx":
      try notebook.idx(images: "own/train-images-idx3-ubyte", labels: "own/train-labels-idx1-ubyte").labels
        .map(Double.init)
    case "bytes": try notebook.contents(of: "own/bytes").map(Double.init)
    case "known": try notebook.table(csv: "red.csv", in: wines).doubles("alcohol")
    case "clash": try notebook.table(csv: "wines/red.csv").doubles("alcohol")
    default: try notebook.table(csv: "a.csv", in: strangers).doubles("a")
    }
  try notebook.measure("sum", values.reduce(0, +), format: .fixed(1))
}

/// A data set that nobody handed to the laboratory.
private let strangers = KnownDataset(
  "strangers", title: "Strangers", credit: "nobody",
  files: [DatasetFile("a.csv", sha256: Digest.sha256(of: Array("a\n1\n".utf8)))],
  howToGet: "They are made in the tests.")
