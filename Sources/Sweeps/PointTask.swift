/// Work for a host: a command of this program whose end is told in a status file.
package struct PointTask: Codable, Equatable, Sendable {
  /// The name of its folder.
  package let id: String
  /// What a user reads: `beta=0.5 latent-size=2`.
  package let label: String
  /// The words after the program's name.
  package let arguments: [String]

  package init(id: String, label: String, arguments: [String]) {
    (self.id, self.label, self.arguments) = (id, label, arguments)
  }
}

/// What a folder's work is: any host that sees the folder can take a task by its id.
package struct TaskList: Codable, Equatable, Sendable {
  /// The path of the program.
  package let program: String
  /// The folder in which commands are given.
  package let directory: String
  /// The tasks, in the order of the report.
  package let tasks: [PointTask]

  package init(program: String, directory: String, tasks: [PointTask]) {
    (self.program, self.directory, self.tasks) = (program, directory, tasks)
  }

  /// The tasks of these ids, in this order; unknown ones are left out.
  package func tasks(_ ids: [String]) -> [PointTask] {
    let known = Dictionary(tasks.map { ($0.id, $0) }) { first, _ in first }
    return ids.compactMap { known[$0] }
  }
}
