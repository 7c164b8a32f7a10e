namespace RunbookEngine.Simulation.Time;

/// <summary>A simulated process was killed.</summary>
public sealed class LifeEndedException() : Exception("the simulated process was killed");

/// <summary>Nothing more can happen, though somebody waits: a mistake in the engine or in the simulation.</summary>
/// <param name="message">What was seen.</param>
public sealed class StandstillException(string message) : Exception(message);
