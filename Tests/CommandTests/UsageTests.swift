import Foundation
import Testing

/// Command lines that are wrong: each is refused with 64 before any work starts.
@Suite struct UsageTests {
  @Test(arguments: [
    (["run", "goof"], "There is no experiment “goof”. Did you mean “good”?"),
    (["run", "something"], "There is no experiment “something”. `experiments list` shows all."),
    (["run", "good", "goof"], "There is no experiment “goof”. Did you mean “good”?"),
    (["run"], "Name an experiment, or use --all."),
    (["run", "good", "--all"], "Name experiments or use --all, not both."),
    (["run", "good", "--set", "beta=abc"], "The setting “beta” must be a number, such as 4; “abc” is not."),
    (["run", "good", "--set", "beta=-1"], "The setting “beta” must be more than 0; “-1” is not."),
    (["run", "good", "--set", "points=2.5"], "The setting “points” must be a whole number, such as 10; “2.5” is not."),
    (
      ["run", "forgetful", "--set", "sizes=2.7"],
      "The setting “sizes” must be a list of whole numbers, such as 5,10; “2.7” is not."
    ),
    (["run", "good", "--set", "bta=2"], "“good” has no setting “bta”. Did you mean “beta”?"),
    (["run", "good", "--set", "depth=2"], "“good” has no setting “depth”. It has beta, points."),
    (["run", "--all", "--set", "bta=2"], "None of these experiments has a setting “bta”. Did you mean “beta”?"),
    (["run", "good", "--set", "beta"], "--set beta: write it as --set name=value."),
    (["run", "good", "--set", "beta=1", "--set", "beta=2"], "The setting “beta” is given twice."),
    (
      ["run", "good", "--tier", "huge"],
      "The value 'huge' is invalid for '--tier <tier>'. Please provide one of 'smoke', 'standard' or 'paper'."
    ),
    (["run", "good", "--seed", "-1"], "Missing value for '--seed <seed>'"),
    (["run", "good", "--seeds", "0"], "--seeds 0: a run is repeated with 1 to 1,000 seeds."),
    (
      ["run", "good", "--seed", "18446744073709551615", "--seeds", "2"],
      "--seed 18446744073709551615: no 2 seeds follow it; choose a smaller one."
    ),
    (["run", "good", "--threads", "0"], "--threads 0: write a whole number from 1 to 1024."),
    (["check", "good", "--threads", "1e3"], "--threads 1e3: write a whole number from 1 to 1024."),
    (
      ["run", "good", "--instructions", "sse"],
      "The value 'sse' is invalid for '--instructions <set>'. Please provide one of 'baseline', 'avx2' or 'avx512'."
    ),
    (
      ["run", "good", "--checkpoint-interval=-1"],
      "--checkpoint-interval -1.0: write a number of seconds from 0 to 1,000,000,000."
    ),
    (["export", "goof", "--weights"], "There is no experiment “goof”. Did you mean “good”?"),
    (["export", "good"], "Say what to export: --weights."),
    (["render"], "Name an experiment, or use --all."),
    (["render", "goof"], "There is no experiment “goof”. Did you mean “good”?"),
    (["list", "goof"], "There is no experiment “goof”. Did you mean “good”?"),
    (["check"], "Name an experiment, or use --all."),
    (["check", "goof"], "There is no experiment “goof”. Did you mean “good”?"),
    (["check", "good", "--all"], "Name experiments or use --all, not both."),
    (
      ["diff", "--format", "pdf"],
      "The value 'pdf' is invalid for '--format <format>'. Please provide one of 'text', 'markdown', 'html' or 'json'."
    ),
    (["diff", "--between", "Reports"], "--between Reports: name two folders of reports."),
    (["diff", "--between", "", "Reports"], "The word after --between is empty; a variable may have no value."),
    (["diff", "--between"], "Missing value for '--between <folder>'"),
    (
      ["diff", "--rerun-base", "--between", "a", "b"],
      "--between compares two folders as they are, and --rerun-base a commit; leave one out."
    ),
    (
      ["run", "good", "--watch", "--force"],
      "--watch runs what a save has changed; leave --force out, or run once without --watch."
    ),
    (["run", "goof", "--watch"], "There is no experiment “goof”. Did you mean “good”?"),
    (["new", "My-Idea"], "“My-Idea” is not a name of lower-case words joined by dashes. Try “my-idea”."),
    (["new", "../idea"], "“../idea” is not a name of lower-case words joined by dashes. Try “idea”."),
    (["new", "good"], "There is already an experiment “good”."),
    (["data", "fetch", "mnst"], "There is no data set “mnst”. Did you mean “mnist”?"),
    (["data", "verify", "cifar"], "There is no data set “cifar”. There are fashion-mnist, mnist, fortunes, wines."),
    (["init", ""], "The word after init is empty; a variable may have no value."),
    ([""], "The word after experiments is empty; a variable may have no value."),
    (["render", "good", "--output="], "Nothing stands after --output=; a variable may have no value."),
    (["rum"], "Unexpected argument 'rum'"),
  ])
  func aWrongCommandLineIsRefused(_ arguments: [String], _ message: String) throws {
    let package = try TemporaryPackage()
    let transcript = try package.start(arguments).finish()
    #expect(transcript.exitCode == 64)
    #expect(transcript.output == "")
    #expect(transcript.errors.split(separator: "\n").first.map(String.init) == "Error: \(message)")
    #expect(transcript.errors.contains("\nUsage: experiments"))
    #expect(!package.exists("Reports") && !package.exists(".experiments"))
  }

  @Test func helpShowsWhatThereIs() throws {
    #expect(
      try TemporaryPackage().type("--help", program: .experiments)
        == Transcript(
          output: """
            OVERVIEW: Run literate experiments: Swift files that become illustrated
            reports.

            Exit codes: 0 done or the same; 1 a claim failed, or reports differ; 2 an
            experiment failed, or data or files are unusable; 64 the command line is wrong;
            130 interrupted, 129 or 143 stopped by SIGHUP or SIGTERM.

            USAGE: experiments <subcommand>

            OPTIONS:
              -h, --help              Show help information.

            SUBCOMMANDS:
              list                    Show the experiments, and whether the report of each
                                      is up to date.
              run                     Run experiments and write their reports.
              sweep                   Run an experiment at many points of its settings,
                                      here or on a cluster.
              render                  Write reports again from their records, without
                                      running.
              check                   Run experiments again and compare with their reports.
              diff                    Compare reports across commits.
              init                    Begin a laboratory of your own: a package with a
                                      first experiment.
              new                     Write a new experiment, in the catalogue, that runs.
              export                  Write what an experiment trained to a file for other
                                      programs.
              data                    Find the data sets, check them, and say how to get
                                      them.
              doctor                  Show what this machine lacks, and the command that
                                      mends it.

              See 'experiments help <subcommand>' for detailed help.

            """, errors: "", exitCode: 0))
  }

  @Test(arguments: Set(EveryCommand.lines.map { $0[0] }).sorted())
  func eachCommandExplainsItself(_ command: String) throws {
    let transcript = try TemporaryPackage().type("help", command, program: .experiments)
    #expect(transcript.exitCode == 0)
    #expect(transcript.output.hasPrefix("OVERVIEW: "))
    #expect(transcript.output.contains("USAGE: experiments \(command)"))
  }

  @Test func theRealCatalogueSuggestsToo() throws {
    let transcript = try TemporaryPackage().type("run", "no-such-experiment", program: .experiments)
    #expect(transcript.exitCode == 64)
    #expect(transcript.errors.hasPrefix("Error: There is no experiment “no-such-experiment”."))
  }
}
