import Testing

@testable import LabMessagePassing

/// Which launcher started the process, by its environment, and what becomes of it without a library.
@Suite struct LaunchTests {
  @Test(arguments: [[:], ["SLURM_NTASKS": "4"], ["OMPI_MCA_btl": "self"]])
  func withoutALauncherThereIsOneRank(_ environment: [String: String]) throws {
    #expect(Launch(environment) == nil)
    #expect(try Communicator.launched(by: environment).count == 1)
    #expect(Communicator.processesOfMachine(environment) == 1)
  }

  @Test func launchersAreKnown() {
    let openMPI = Launch(["OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_LOCAL_SIZE": "2"])
    #expect(openMPI?.isOpenMPI == true && openMPI?.count == 4 && openMPI?.localCount == 2)
    let hydra = Launch(["PMI_RANK": "0", "PMI_SIZE": "3", "MPI_LOCALNRANKS": "3"])
    #expect(hydra?.isOpenMPI == false && hydra?.count == 3 && hydra?.localCount == 3)
    let slurm = Launch(["PMIX_RANK": "0"])
    #expect(slurm?.isOpenMPI == true && slurm?.count == nil)
  }

  /// Started as the only one, a process needs no library.
  @Test func oneProcessIsAlone() throws {
    let environment = ["OMPI_COMM_WORLD_SIZE": "1", "EXPERIMENTS_MPI": "/nowhere/libmpi.so"]
    #expect(try Communicator.launched(by: environment).count == 1)
  }

  @Test func aLibraryThatIsNotHereIsAnErrorThatSaysWhatToDo() {
    let error = #expect(throws: LaunchError.self) {
      try Communicator.launched(by: ["PMI_SIZE": "2", "PMI_RANK": "0", "EXPERIMENTS_MPI": "/nowhere/libmpi.so"])
    }
    #expect(error?.description.contains("/nowhere/libmpi.so") == true)
    #expect(error?.description.contains("EXPERIMENTS_MPI") == true)
  }
}
