using System.Diagnostics;

namespace RunbookEngine.Tests.Fakes;

/// <summary>Awaits a condition that another thread or process brings about.</summary>
public static class Eventually
{
    /// <summary>Returns as soon as the condition holds; fails the test when it does not within the time (default one minute).</summary>
    public static async Task Holds(Func<bool> condition, TimeSpan? within = null)
    {
        var limit = within ?? TimeSpan.FromMinutes(1);
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < limit, $"The condition did not hold within {limit}.");
            await Task.Delay(5);
        }
    }
}
