import LabNotebooks

/// What a point is, as far as can be told from here.
package enum PointCondition: Equatable, Sendable {
  /// Nobody has begun it.
  case waiting
  /// A scheduler has it, in a job that has not begun it, or not begun it again.
  case queued(job: String, before: String)
  /// A process is at it.
  case running(place: String, attempt: Int)
  /// The process that was at it is gone without a word.
  case lost(place: String, why: String)
  /// Its result stands; the exit code of its command.
  case done(exitCode: Int32)
  /// Its command ended with an error.
  case failed(String)
  /// It goes on from its checkpoint when it is run again.
  case stopped(String)

  /// How long a process may be silent: several beats, and what a network file system holds back.
  package static let patience = 60.0
  /// How often a process beats, in seconds.
  static let beat = 5.0

  /// Whether somebody is at it or will be, so that nobody else must.
  package var isInHand: Bool {
    switch self {
    case .queued, .running: true
    case .waiting, .lost, .done, .failed, .stopped: false
    }
  }

  /// Whether its result stands.
  package var isDone: Bool { if case .done = self { true } else { false } }

  /// A word for a column.
  package var word: String {
    switch self {
    case .waiting: "waiting"
    case .queued: "queued"
    case .running: "running"
    case .lost: "lost"
    case .done: "done"
    case .failed: "failed"
    case .stopped: "stopped"
    }
  }

  /// What else there is to say.
  package var detail: String {
    switch self {
    case .waiting: ""
    case .queued(let job, let before): "job \(job)" + (before.isEmpty ? "" : "; before that \(before)")
    case .running(let place, let attempt): place + (attempt > 1 ? ", attempt \(attempt)" : "")
    case .lost(let place, let why): "\(place): \(why)"
    case .done(let code): code == 0 ? "" : "a claim failed, or a report differs"
    case .failed(let message), .stopped(let message): message
    }
  }
}

extension SweepFolder {
  /// What a point is.
  ///
  /// - Parameters:
  ///   - now: the folder's time.
  ///   - queue: what the scheduler has: it tells of points that nobody has begun since they were submitted, and of those that
  ///     go on in another job of their kind. What was found before a point was submitted is no result of that: where its job
  ///     ended before it began the point, the point is lost.
  package func condition(of id: String, now: Double, queue: SlurmQueue = .none) -> PointCondition {
    let status: PointStatus?, condition: PointCondition
    do {
      status = try self.status(of: id)
      condition = self.condition(of: status, id, now: now)
    } catch {
      // It tells nothing, hinders no other point, and whoever runs this one writes it anew.
      (status, condition) = (
        nil, .lost(place: statusFile(of: id), why: "the file is damaged, and says nothing of the point")
      )
    }
    guard let submitted = queue.submission(of: id) else { return condition }
    let job = submitted.job, isOfJob = status?.job == job, isOlder = isOlder(id, than: submitted.time)
    switch condition {
    case .running: return condition
    case .done where isOfJob || !isOlder: return condition
    case .failed where isOfJob: return condition
    default: break
    }
    if queue.isAlive(job) {
      let doubt = queue.isKnown ? "" : ", if it has not ended: squeue does not answer"
      let before = condition.word + (condition.detail.isEmpty ? "" : " (\(condition.detail))")
      return .queued(job: job + doubt, before: condition == .waiting ? "" : before)
    }
    // Whoever was at it since it was submitted has the last word.
    guard isOlder, !isOfJob else { return condition }
    if isCancelled { return condition.isDone ? .waiting : condition }
    let (node, word) = queue.lastWord(of: job)
    return .lost(
      place: (node.map { "\($0), " } ?? "") + "job \(job)",
      why: "ended before it began the point" + (word.map { "; it said: \($0)" } ?? ""))
  }

  /// What has become of a point since a time: that it ended before is not told, and nobody has begun it.
  package func condition(of id: String, since time: Double, now: Double, queue: SlurmQueue = .none) -> PointCondition {
    let condition = condition(of: id, now: now, queue: queue)
    switch condition {
    case .done, .failed, .stopped: return isOlder(id, than: time) ? .waiting : condition
    case .waiting, .queued, .running, .lost: return condition
    }
  }

  /// Whether what is known of a point was written before a time, by the folder's clock.
  private func isOlder(_ id: String, than time: Double) -> Bool {
    (SweepFolder.modified(statusFile(of: id)) ?? 0) < time
  }

  /// What the status file alone says.
  func condition(of status: PointStatus?, _ id: String, now: Double) -> PointCondition {
    guard let status else { return .waiting }
    let place = status.host.name + (status.job.map { ", job \($0)" } ?? ", process \(status.process)")
    switch status.state {
    case .done: return .done(exitCode: status.exitCode ?? 0)
    // What fails on one host may do on another.
    case .failed:
      let isElsewhere = !status.host.isHere || status.job != nil
      return .failed(isElsewhere ? "\(place): \(status.message)" : status.message)
    case .stopped: return .stopped(status.message)
    case .running:
      if status.host.isHere {
        return HostIdentity.beginning(of: status.process) == status.processBeginning
          ? .running(place: place, attempt: status.attempt)
          : .lost(place: place, why: "its process is gone without a word")
      }
      let silence = now - (SweepFolder.modified(beatFile(of: id)) ?? SweepFolder.modified(statusFile(of: id)) ?? 0)
      return silence < PointCondition.patience
        ? .running(place: place, attempt: status.attempt)
        : .lost(place: place, why: "not heard of for \(Int(silence)) seconds: the host may be down or cut off")
    }
  }
}
