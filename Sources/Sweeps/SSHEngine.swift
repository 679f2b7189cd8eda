/// Hosts that see the sweep's folder and the program under the same paths, reached by `ssh` or what stands for it.
package struct SSHEngine {
  /// The hosts.
  package let hosts: [String]
  /// The words of a command that takes a host and a command line for that host's shell.
  package let command: [String]
  /// How many points run at once on each host.
  package let jobs: Int
  /// How many threads each computes with; nil for its share of what the host has.
  package let threads: Int?

  /// What stands before the host unless another command is given: nothing is asked of a person, and a host that does not answer
  /// is given up.
  package static let standardCommand = [
    "ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15",
  ]

  /// The variables by which data sets are found, and that a shell of another host does not have of this one.
  private static let dataVariables = ["EXPERIMENTS_DATA", "XDG_CACHE_HOME"]

  /// The values of those here.
  private let environment: [String]

  package init(hosts: [String], command: [String], jobs: Int, threads: Int?, environment: [String: String]) {
    (self.hosts, self.command, self.jobs, self.threads) = (hosts, command, jobs, threads)
    self.environment = Self.dataVariables.compactMap { name in environment[name].map { "\(name)=\($0)" } }
  }

  /// The slots of every host, the hosts in turn.
  package func slots(program: String, in folder: SweepFolder) -> [WorkSlot] {
    let share = threads.map { ["--threads", "\($0)"] } ?? ["--jobs", "\(jobs)"]
    let worker =
      ["exec"] + (environment.isEmpty ? [] : ["env"] + environment) + [
        program, "sweep", "work", "--folder", folder.path,
      ]
      + share
    return (0..<max(jobs, 1)).flatMap { _ in
      hosts.map { host in
        WorkSlot(host: host) { id in command + [host, (worker + ["--point", id]).shellLine] }
      }
    }
  }
}
