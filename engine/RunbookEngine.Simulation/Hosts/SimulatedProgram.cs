namespace RunbookEngine.Simulation.Hosts;

/// <summary>A program of a simulated machine. It answers to the arguments that the real one takes, with the real one's words and exit statuses.</summary>
/// <param name="call">How it was called, and by what it acts.</param>
/// <returns>Its exit status.</returns>
internal delegate Task<int> SimulatedProgram(ProgramCall call);
