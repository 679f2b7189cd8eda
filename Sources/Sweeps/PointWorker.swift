import Foundation
import LabNotebooks
import LabProcesses
import LabRequirements

/// Runs points on this host, one after another: each in a process of its own, with what it does told in its status file.
///
/// It ends early where it is asked to by a signal, or by a file in the sweep's folder. The run that is under way then keeps a
/// checkpoint.
package struct PointWorker {
  private let folder: SweepFolder
  private let list: TaskList
  private let job: String?
  private let extraArguments: [String]
  private let lockPatience: Duration
  private let interruption: Interruption

  /// How long a run may take to its next step, where it keeps a checkpoint.
  private static let stopPatience = Duration.seconds(25)

  /// A worker.
  ///
  /// - Parameters:
  ///   - folder: the shared one.
  ///   - list: what the command has to be done, of which it runs some or all.
  ///   - job: the scheduler's name for the job it is in.
  ///   - extraArguments: what each command is given besides, such as a number of threads.
  ///   - lockPatience: how long to wait for another process that runs the same point.
  ///   - interruption: asked for a stop.
  package init(
    folder: SweepFolder, list: TaskList, job: String?, extraArguments: [String], lockPatience: Duration,
    interruption: Interruption
  ) {
    (self.folder, self.list) = (folder, list)
    (self.job, self.extraArguments, self.lockPatience) = (job, extraArguments, lockPatience)
    self.interruption = interruption
  }

  private var isStopping: Bool { interruption.isRequested || folder.isCancelled }

  /// Runs the tasks; the states in which they ended, of those that were begun. One that cannot be run hinders no other.
  ///
  /// - Throws: the last error of a folder that cannot be written, when all have had their turn.
  package func run(_ tasks: [PointTask]) throws -> [PointStatus.State] {
    var states: [PointStatus.State] = []
    var problem: (any Error)?
    for task in tasks where !isStopping {
      do {
        if let state = try run(task) { states.append(state) }
      } catch {
        StandardStream.error.tell("Error: \(task.label): \(error)\n")
        problem = error
      }
    }
    if let problem { throw problem }
    return states
  }

  /// Runs a task; nil where another process is at it. One that an earlier attempt for the same command has done stands.
  private func run(_ task: PointTask) throws -> PointStatus.State? {
    try FileSystem.makeFolder(folder.point(task.id))
    let lock: FileLock
    do {
      lock = try FileLock(folder.statusFile(of: task.id), patience: lockPatience)
    } catch let error as Locked {
      StandardStream.error.tell("\(task.label) is being run already. \(error)\n")
      return nil
    }
    defer { lock.release() }
    // A status file that nobody can read tells nothing, and must not hinder the run that replaces it.
    let before = try? folder.status(of: task.id)
    // A job that was to begin anew does so, whoever found meanwhile that an earlier result stands.
    let isOthers = before?.state == .done && before?.job != job && !task.firstArguments.isEmpty
    let isFirst = isOthers || (SweepFolder.modified(folder.statusFile(of: task.id)) ?? 0) < list.time
    if before?.state == .done, !isFirst { return .done }
    var status = PointStatus(
      state: .running, attempt: (before?.attempt ?? 0) + 1, host: .here, process: getpid(),
      processBeginning: HostIdentity.beginning(of: getpid()) ?? 0, job: job)
    status.seconds = before?.seconds ?? 0
    folder.beat(task.id)
    try folder.write(status, of: task.id)
    let start = ContinuousClock.now
    let ending: Ending
    do {
      ending = try runCommand(task.arguments + (isFirst ? task.firstArguments : []), of: task, attempt: status.attempt)
    } catch {
      ending = Ending(state: .failed, exitCode: nil, message: "\(error)")
    }
    (status.state, status.exitCode, status.message) = (ending.state, ending.exitCode, ending.message)
    status.seconds += (start.duration(to: .now) / .seconds(1) * 10).rounded() / 10
    try folder.write(status, of: task.id)
    unlink(folder.beatFile(of: task.id))
    return status.state
  }

  private struct Ending {
    let state: PointStatus.State
    let exitCode: Int32?
    let message: String
  }

  private func runCommand(_ arguments: [String], of task: PointTask, attempt: Int) throws -> Ending {
    let log = try PointLog(folder.log(of: task.id))
    log.write("== Attempt \(attempt) on \(HostIdentity.here.name)\(job.map { ", job \($0)" } ?? "")\n")
    // Where this worker is killed, its run must not go on unseen, and hold its report's lock.
    let guarded = ["setpriv", "--pdeathsig", "KILL", list.program]
    let child = try ChildProcess(
      guarded + arguments + extraArguments, in: list.directory, output: log.file, errors: log.file)
    var lastBeat = ContinuousClock.now
    while child.status == nil, !isStopping {
      usleep(20_000)
      if lastBeat.duration(to: .now) > .seconds(PointCondition.beat) {
        folder.beat(task.id)
        lastBeat = .now
      }
    }
    let isAsked = child.status == nil
    if isAsked { child.stop(by: SIGTERM, patience: Self.stopPatience) }
    let code = child.wait()
    switch code {
    case 0, 1: return Ending(state: .done, exitCode: code, message: "")
    // A scheduler signals the run itself, too, and may do so before this worker hears of it.
    case _ where isAsked || [SIGHUP, SIGINT, SIGTERM].contains(code - 128):
      return Ending(state: .stopped, exitCode: code, message: log.lastWord ?? "It was asked to stop.")
    case 129...:
      return Ending(
        state: .failed, exitCode: code,
        message: "ended by signal \(code - 128)" + (code == 137 ? ", as a host that runs out of memory does" : ""))
    default: return Ending(state: .failed, exitCode: code, message: log.complaint ?? "ended with exit code \(code)")
    }
  }
}

/// What the runs of a point say, one after another.
private final class PointLog {
  private let path: String
  let file: Int32
  /// Where what is said from now on begins.
  private let beginning: Int

  init(_ path: String) throws {
    self.path = path
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      throw FileError(path: path, problem: "cannot be written: \(String(cString: strerror(errno)))")
    }
    beginning = Int(FileSystem.status(path)?.st_size ?? 0)
  }

  deinit { close(file) }

  func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Foundation.write(file, bytes, bytes.count)
  }

  private var lines: [String] {
    TextLines(Array((FileSystem.read(path) ?? []).dropFirst(beginning))).lines
      .filter { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
  }

  /// Where the run was when it was interrupted.
  var lastWord: String? {
    lines.last { $0.hasPrefix("Interrupted ") }?.split(separator: " The committed report").first.map(String.init)
  }

  /// What the error begins with that it ended with; the log has all of it.
  var complaint: String? {
    guard let line = lines.last(where: { $0.hasPrefix("Error: ") })?.dropFirst("Error: ".count) else {
      return lines.last
    }
    return line.hasSuffix(":") ? line.dropLast() + " …" : String(line)
  }
}
