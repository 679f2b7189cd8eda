import Catalogue
import Command
import Figures
import Statistics
import Tensors

ExperimentsCommand.main(
  in: Laboratory(
    experiments: catalogue,
    versions: DrawingLibraries.versions.merging([
      "OpenBLAS": LinearAlgebraLibrary.version, "Swift": Toolchain.version,
    ]) { $1 },
    machine: ["instructions": Machine.instructionSet],
    package: String(#filePath.dropLast("/Sources/experiments/main.swift".count))))
