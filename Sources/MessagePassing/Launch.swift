import LabCMessagePassing

/// How a launcher of MPI started this process, as far as its environment says so.
struct Launch: Equatable {
  /// Whose launcher it was.
  let isOpenMPI: Bool
  /// The number of processes, where the launcher says it.
  let count: Int?
  /// The number of those on this machine, where it says it.
  let localCount: Int?
  /// The library's file, where the user names it.
  let library: String?

  /// Nil where no launcher started the process.
  ///
  /// Open MPI's `mpirun` and MPICH's (Hydra, which Intel MPI and MVAPICH have too) set names of their own; Slurm's `srun` those of
  /// PMI-1 and PMI-2, as MPICH has them, or of PMIx, as Open MPI has.
  init?(_ environment: [String: String]) {
    func number(_ names: String...) -> Int? { names.lazy.compactMap { environment[$0].flatMap { Int($0) } }.first }
    let isOpenMPI = environment["OMPI_COMM_WORLD_SIZE"] != nil || environment["PMIX_RANK"] != nil
    guard isOpenMPI || environment["PMI_RANK"] != nil || environment["PMI_SIZE"] != nil else { return nil }
    self.isOpenMPI = isOpenMPI
    count = number("OMPI_COMM_WORLD_SIZE", "PMI_SIZE")
    localCount = number("OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS")
    library = environment[Self.libraryVariable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Names the library's file, where it is not found by its usual names.
  static let libraryVariable = "EXPERIMENTS_MPI"
}

extension Communicator {
  /// The processes that `mpirun` or the like started together with this one; this one alone, where none did. MPI is looked up
  /// only where it is needed. A process asks once.
  ///
  /// - Parameters:
  ///   - environment: That of the process, by which its launcher is known.
  ///   - silence: After how many seconds without a sign of life a process is lost.
  /// - Throws: `LaunchError`.
  public static func launched(by environment: [String: String], silence: Double = 20) throws(LaunchError)
    -> Communicator
  {
    guard let launch = Launch(environment), launch.count != 1 else { return .alone }
    let transport = try MPITransport(
      launch.library, launch.isOpenMPI ? MESSAGES_OPEN_MPI : MESSAGES_MPICH, silence: silence)
    if let count = launch.count, count != transport.count {
      throw .otherLauncher(started: count, found: transport.count)
    }
    return Communicator(transport, isOnOneMachine: launch.localCount == transport.count)
  }

  /// How many of the processes that were started with this one share its machine, itself included; 1 where that is not known.
  public static func processesOfMachine(_ environment: [String: String]) -> Int {
    max(Launch(environment)?.localCount ?? 1, 1)
  }
}

/// Why the processes that a launcher started cannot work together.
public enum LaunchError: Error, Equatable, Sendable {
  /// The library is not here, or could not start.
  case library(problem: String)
  /// The library is not that of the launcher: each process would believe to be alone.
  case otherLauncher(started: Int, found: Int)
}

extension LaunchError: CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .library(let problem):
      "MPI cannot be used: \(problem). Install Open MPI's or MPICH's library on every machine, name its file in "
        + "\(Launch.libraryVariable), or run without mpirun."
    case .otherLauncher(let started, let found):
      "The launcher started \(started) processes, and the MPI library knows of \(found): they are not of one kind. Start them with "
        + "the mpirun of that library, or name the launcher's library in \(Launch.libraryVariable)."
    }
  }
}
