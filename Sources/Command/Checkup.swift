import Foundation
import LabDatasets
import LabFigures
import LabNotebooks
import LabTensors

/// What `doctor` found of one thing that the experiments need.
struct Diagnosis: Equatable {
  let name: String
  let isSound: Bool
  let detail: String
  /// What to type, where it is not sound.
  let remedy: String

  static func sound(_ name: String, _ detail: String) -> Diagnosis {
    Diagnosis(name: name, isSound: true, detail: detail, remedy: "")
  }

  static func lacking(_ name: String, _ detail: String, remedy: String) -> Diagnosis {
    Diagnosis(name: name, isSound: false, detail: detail, remedy: remedy)
  }
}

/// Looks at everything that the experiments need.
struct Checkup {
  let laboratory: Laboratory
  let workingFolder: WorkingFolder
  let output: String?
  let locations: DataLocations

  func diagnoses() -> [Diagnosis] {
    [swift, processor] + libraries + [font] + laboratory.data.datasets.map(dataset) + [reports]
  }

  /// The oldest toolchain that builds this package.
  private static let oldestSwift = (major: 6, minor: 2)

  private var swift: Diagnosis {
    let remedy = "Install Swift 6.2 or newer: https://www.swift.org/install/linux"
    guard let version = Self.swiftVersion() else {
      return .lacking("Swift", "no swift command is on the path", remedy: remedy)
    }
    let parts = version.split(separator: ".").prefix(2).compactMap { Int($0) }
    let isRecent = parts.count == 2 && (parts[0], parts[1]) >= Self.oldestSwift
    return isRecent ? .sound("Swift", version) : .lacking("Swift", "\(version) is too old", remedy: remedy)
  }

  private static func swiftVersion() -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["swift", "--version"]
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0, let match = text.firstMatch(of: /Swift version ([0-9.]+)/) else { return nil }
    return String(match.1)
  }

  private var processor: Diagnosis {
    let facts = (laboratory.machine ?? Laboratory.machineHere).sorted { $0.key < $1.key }.map { "\($0) \($1)" }
    let threads = Machine.threadCount
    let here = ["\(Machine.instructions.rawValue) instructions", counted(threads, "thread")]
    return .sound("computing", (here + facts).joined(separator: ", "))
  }

  /// Linked libraries are there, or this program would not have started; which ones they are is worth knowing.
  private var libraries: [Diagnosis] {
    laboratory.versions.keys.filter { $0 != "Swift" }.sorted().map { .sound($0, laboratory.versions[$0, default: ""]) }
  }

  private var font: Diagnosis {
    do {
      _ = try Figure(.line([0, 1]), x: "x", y: "y").rendered()
      return .sound("figures", "DejaVu Sans, Cairo and libpng draw")
    } catch {
      return .lacking("figures", "\(error)", remedy: "sudo apt-get install fonts-dejavu-core")
    }
  }

  private func dataset(_ dataset: KnownDataset) -> Diagnosis {
    let inspection = dataset.inspect(in: locations)
    let place = inspection.isEmbeddedSubset ? "" : inspection.folder.map { " in \($0)" } ?? ""
    return inspection.isIntact
      ? .sound(dataset.name, inspection.summary + place)
      : .lacking(dataset.name, inspection.summary + place, remedy: dataset.instructions(for: locations))
  }

  private var reports: Diagnosis {
    do {
      let folder = try workingFolder.reports(output: output)
      try ReportFolder("doctor", in: folder).prepare()
      return .sound("reports", "\(workingFolder.shown(folder)) can be written")
    } catch let error as FileError {
      return .lacking("reports", "\(error.path): \(error.problem)", remedy: error.remedy)
    } catch {
      return .lacking("reports", "\(error)", remedy: "")
    }
  }
}
