import Laboratory

/// A data set of one's own: one table, known by its checksum.
public let tides = KnownDataset(
  "tides", title: "Tides", credit: "nobody",
  files: [DatasetFile("heights.csv", sha256: "29950bd68f7e6e4755d6b79fb010f0852344e1631216f90353d6ed2aea0d6c29")],
  howToGet: "Write down the height of the water every six hours.")
