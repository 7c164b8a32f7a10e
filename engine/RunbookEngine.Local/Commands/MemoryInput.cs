using System.Security.Cryptography;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Local.Commands;

/// <summary>A standard input that exists in memory only, because it may be secret.</summary>
internal static unsafe class MemoryInput
{
    /// <summary>A descriptor to read it from; -1 for none.</summary>
    public static int Open(Value? input)
    {
        if (input is null)
            return -1;
        var descriptor = Native.MemoryFile("input", 1);
        if (descriptor < 0)
            throw Failure();
        var content = Encoding.UTF8.GetBytes(input is Value.Secret secret ? secret.Reveal() : input.ToString());
        try
        {
            Write(descriptor, content);
        }
        catch (IOException)
        {
            _ = Native.Close(descriptor);
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }

        return descriptor;
    }

    private static void Write(int descriptor, ReadOnlySpan<byte> content)
    {
        fixed (byte* start = content)
        {
            for (nint done = 0; done < content.Length;)
            {
                var count = Native.Write(descriptor, start + done, content.Length - done);
                if (count <= 0)
                    throw Failure();
                done += count;
            }
        }

        _ = Native.Seek(descriptor, 0, 0);
    }

    private static IOException Failure() => new($"the standard input cannot be prepared: {Native.Explain(Native.LastError)}");
}
