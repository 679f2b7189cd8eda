/// Work for a host: a command of this program whose end is told in a status file.
package struct PointTask: Codable, Equatable, Sendable {
  /// The name of its folder.
  package let id: String
  /// What a user reads: `beta=0.5 latent-size=2`.
  package let label: String
  /// The words after the program's name.
  package let arguments: [String]
  /// Further words for its first attempt alone: what was to begin anew goes on where only that attempt was cut short.
  package let firstArguments: [String]

  package init(id: String, label: String, arguments: [String], firstArguments: [String] = []) {
    (self.id, self.label, self.arguments, self.firstArguments) = (id, label, arguments, firstArguments)
  }
}

/// What a command has to be done: any host that sees the folder can take a task by its id.
package struct TaskList: Codable, Equatable, Sendable {
  /// The path of the program.
  package let program: String
  /// The folder in which commands are given.
  package let directory: String
  /// The tasks, in the order of the report.
  package let tasks: [PointTask]
  /// When the command was given, by the folder's time.
  package let time: Double
  /// Whether it has a scheduler do them; nil in files of earlier versions.
  package let isScheduled: Bool?

  package init(program: String, directory: String, tasks: [PointTask], time: Double, isScheduled: Bool) {
    (self.program, self.directory, self.tasks, self.time) = (program, directory, tasks, time)
    self.isScheduled = isScheduled
  }

  /// The tasks of these ids, in this order; unknown ones are left out.
  package func tasks(_ ids: [String]) -> [PointTask] {
    let known = Dictionary(tasks.map { ($0.id, $0) }) { first, _ in first }
    return ids.compactMap { known[$0] }
  }

  /// Some of the tasks.
  func only(_ tasks: [PointTask]) -> TaskList {
    TaskList(program: program, directory: directory, tasks: tasks, time: time, isScheduled: isScheduled ?? true)
  }
}
