/// Hosts that see the sweep's folder and the program under the same paths, reached by `ssh` or what stands for it.
package struct SSHEngine {
  /// The hosts.
  package let hosts: [String]
  /// The words of a command that takes a host and a command line for that host's shell.
  package let command: [String]
  /// How many points run at once on each host.
  package let jobs: Int
  /// How many threads each computes with; nil for what the host has.
  package let threads: Int?

  /// What stands before the host unless another command is given: nothing is asked of a person, and a host that does not answer
  /// is given up.
  package static let standardCommand = [
    "ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15",
  ]

  package init(hosts: [String], command: [String], jobs: Int, threads: Int?) {
    (self.hosts, self.command, self.jobs, self.threads) = (hosts, command, jobs, threads)
  }

  /// The slots of every host, the hosts in turn.
  package func slots(program: String, in folder: SweepFolder) -> [WorkSlot] {
    let worker =
      [program, "sweep", "work", "--folder", folder.path] + (threads.map { ["--threads", "\($0)"] } ?? [])
    return (0..<max(jobs, 1)).flatMap { _ in
      hosts.map { host in
        WorkSlot(host: host) { id in
          command + [host, (["exec"] + (worker + ["--point", id]).map(Self.quoted)).joined(separator: " ")]
        }
      }
    }
  }

  /// A word as a shell takes it for itself.
  static func quoted(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
  }
}
