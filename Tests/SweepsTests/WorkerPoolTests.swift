import Foundation
import LabNotebooks
import LabTestSupport
import Testing

@testable import LabSweeps

/// What a pool of workers tells of points about which an earlier command has left a word.
@Suite struct WorkerPoolTests {
  private let temporary: TemporaryFolder
  private let folder: SweepFolder
  private let task = PointTask(id: "p", label: "beta=1", arguments: [])

  init() throws {
    temporary = try TemporaryFolder()
    folder = SweepFolder(temporary.path)
    try folder.prepare()
  }

  private func leave(_ state: PointStatus.State, by process: Int32 = getpid(), at time: Int = 1) throws {
    try folder.write(
      PointStatus(
        state: state, attempt: 1, host: .here, process: process,
        processBeginning: HostIdentity.beginning(of: process) ?? 0, exitCode: state == .done ? 0 : nil), of: "p")
    let time = timespec(tv_sec: time, tv_nsec: 0)
    utimensat(AT_FDCWD, folder.statusFile(of: "p"), [time, time], 0)
  }

  /// What it tells with a worker that runs this script of a shell.
  private func told(_ script: String, _ interruption: Interruption = Interruption()) throws -> [String] {
    var told: [String] = []
    let slot = WorkSlot(host: "") { _ in ["sh", "-c", script] }
    try WorkerPool(folder: folder, slots: [slot], interruption: interruption) { told.append($0) }
      .run([task], since: try folder.now())
    return told
  }

  /// The worker is stopped before it has said anything.
  @Test(arguments: [PointStatus.State.done, .failed, .stopped])
  func whatWasLeftIsNotToldOfAPointThatIsStopped(_ state: PointStatus.State) throws {
    try leave(state)
    let interruption = Interruption()
    // By the worker, so that it has been started.
    let path = folder.path
    let watch = Thread {
      while !FileManager.default.fileExists(atPath: path + "/started") { usleep(5_000) }
      interruption.request()
    }
    watch.start()
    #expect(try told("touch \(path.shellWord)/started; sleep 60", interruption) == ["beta=1: waiting"])
  }

  /// As one on a disk that is taken away, or that has become read-only.
  @Test func whereTheFolderFailsNoWorkerIsLeftBehind() throws {
    let elsewhere = try TemporaryFolder(), interruption = Interruption(), path = folder.path
    let watch = Thread {
      while elsewhere.text("worker")?.hasSuffix("\n") != true { usleep(5_000) }
      try? FileManager.default.removeItem(atPath: path)
      interruption.request()
    }
    watch.start()
    #expect(throws: FileError.self) {
      try told("echo $$ >\(elsewhere.path.shellWord)/worker; exec sleep 60", interruption)
    }
    let worker = try #require(elsewhere.text("worker").flatMap { Int32($0.trimmingCharacters(in: .newlines)) })
    #expect(HostIdentity.beginning(of: worker) == nil, "it goes on")
  }

  /// Another process was at it when the command began, and its status file is that of an earlier one by the time it has ended.
  @Test(arguments: [PointStatus.State.done, .failed, .stopped])
  func whatWasLeftIsNoEndOfAPointThatAnotherHasInHand(_ state: PointStatus.State) throws {
    let other = Process()
    other.executableURL = URL(filePath: "/bin/sleep")
    other.arguments = ["60"]
    try other.run()
    defer { other.terminate() }
    try leave(.running, by: other.processIdentifier)
    var told: [String] = []
    let path = folder.path
    let slot = WorkSlot(host: "") { _ in ["sh", "-c", "touch \(path.shellWord)/run"] }
    let pool = WorkerPool(folder: folder, slots: [slot], interruption: Interruption()) { message in
      told.append(message)
      if message.hasSuffix("another process is at it") { try? leave(state) }
    }
    try pool.run([task], since: try folder.now())
    #expect(FileManager.default.fileExists(atPath: path + "/run"), "nobody has run it")
    #expect(told.prefix(2) == ["beta=1: another process is at it", "beta=1: waiting"])
  }
}
