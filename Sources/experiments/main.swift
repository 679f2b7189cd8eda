import Catalogue
import Command
import Tensors

ExperimentsCommand.main(
  in: Laboratory(
    experiments: catalogue,
    versions: ["oneDNN": Machine.oneDNNVersion, "Swift": Toolchain.version],
    machine: ["instructions": Machine.instructionSet],
    threadCount: { Machine.threadCount },
    setThreadCount: { Machine.threadCount = $0 }))
