import ArgumentParser
import LabNotebooks
import LabPrograms
import LabSweeps

/// Where a command's work is done: on this machine, on a cluster, or on other hosts.
enum EngineChoice: Equatable, ExpressibleByArgument {
  case local, slurm
  case ssh([String])

  init?(argument: String) {
    switch argument {
    case "local": self = .local
    case "slurm": self = .slurm
    default:
      guard argument.hasPrefix("ssh:") else { return nil }
      let hosts = argument.dropFirst(4).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      // A name that begins with a dash would be an option of ssh.
      guard hosts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") && !$0.contains(where: \.isWhitespace) }) else {
        return nil
      }
      self = .ssh(hosts)
    }
  }

  static var allValueStrings: [String] { ["local", "slurm", "ssh:HOST,HOST"] }
}

/// How an engine does its work, as the user asks for it.
struct EngineOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Run this many at once: in all, or with ssh on each host.", valueName: "count"))
  var jobs: Int?

  @Option(
    name: .customLong("ssh-command"),
    help: ArgumentHelp(
      "What reaches a host instead of ssh; it gets the host and a command line.", valueName: "command"))
  var sshCommand: String?

  @Option(help: ArgumentHelp("Slurm: the partition.", valueName: "name"))
  var partition: String?

  @Option(help: ArgumentHelp("Slurm: the time limit of a job, as sbatch takes it.", valueName: "time"))
  var time: String?

  @Option(help: ArgumentHelp("Slurm: the memory of a job, as sbatch takes it.", valueName: "size"))
  var memory: String?

  @Option(
    name: .customLong("sbatch"), parsing: .singleValue,
    help: ArgumentHelp("Slurm: a further option of sbatch, such as --sbatch=--account=lab.", valueName: "option"))
  var sbatch: [String] = []

  @Option(
    help: ArgumentHelp(
      "Slurm: keep a checkpoint and requeue this many seconds before the time limit (default: 60).",
      valueName: "seconds"))
  var grace: Int?

  @Option(
    help: ArgumentHelp(
      "Slurm: run this many one after another in a job (by default, so many that they take minutes).",
      valueName: "count"))
  var pack: Int?

  @Option(
    name: .customLong("array-limit"),
    help: ArgumentHelp(
      "Slurm: split what is more than this many jobs (by default: the site's limit).", valueName: "count"))
  var arrayLimit: Int?

  @Flag(help: "Slurm: wait until all have ended; `check` always does.")
  var wait = false

  func validate() throws {
    for (name, value, most) in [
      ("jobs", jobs, 10_000), ("pack", pack, 100_000), ("array-limit", arrayLimit, 10_000_000),
      ("grace", grace, 65_535),
    ] {
      if let value, !(1...most).contains(value) {
        throw ValidationError(
          "--\(name) \(value): write a whole number from 1 to \(NumberFormat.fixed(0).text(Double(most))).")
      }
    }
    for option in sbatch where !option.hasPrefix("-") {
      throw ValidationError("--sbatch “\(option)”: write an option of sbatch, such as --sbatch=--account=lab.")
    }
    if let sshCommand, sshWords(sshCommand).isEmpty { throw ValidationError("--ssh-command is empty.") }
  }

  /// Refuses what is for another engine than the one that does the work: nothing would come of it.
  func validate(for engine: EngineChoice?) throws {
    let ofSlurm: [(name: String, isGiven: Bool)] = [
      ("partition", partition != nil), ("time", time != nil), ("memory", memory != nil), ("sbatch", !sbatch.isEmpty),
      ("grace", grace != nil), ("pack", pack != nil), ("array-limit", arrayLimit != nil), ("wait", wait),
    ]
    if engine != .slurm, let option = ofSlurm.first(where: \.isGiven) {
      throw ValidationError("--\(option.name) is for --on slurm.")
    }
    if sshCommand != nil {
      guard case .ssh = engine else { throw ValidationError("--ssh-command is for --on ssh:HOST,HOST.") }
    }
    if jobs != nil, engine == nil {
      throw ValidationError("--jobs is for --on; `--on local` runs several at once on this machine.")
    }
  }

  /// The words of a command; it has no quotes.
  private func sshWords(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  /// What reaches a host.
  var sshCommandWords: [String] { sshCommand.map(sshWords) ?? SSHEngine.standardCommand }

  /// What jobs ask Slurm for.
  func request(threads: Int?) -> SlurmEngine.Request {
    var request = SlurmEngine.Request()
    (request.jobs, request.threads, request.pack) = (jobs, threads ?? 1, pack)
    if let grace { request.grace = grace }
    (request.partition, request.time, request.memory, request.options) = (partition, time, memory, sbatch)
    request.arrayLimit = arrayLimit
    return request
  }
}
