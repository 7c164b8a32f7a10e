using System.Runtime.InteropServices;
using System.Text;

namespace RunbookEngine.Local.Processes;

/// <summary>A list of strings as the kernel wants them: pointers, ended by a null, to UTF-8, each ended by a zero.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private byte** _pointers;

    public NativeStrings(IReadOnlyList<string> strings)
    {
        var head = (strings.Count + 1) * sizeof(byte*);
        var total = head;
        foreach (var text in strings)
            total += Encoding.UTF8.GetByteCount(text) + 1;
        _pointers = (byte**)NativeMemory.Alloc((nuint)total);
        var at = (byte*)_pointers + head;
        var end = (byte*)_pointers + total;
        for (var i = 0; i < strings.Count; i++)
        {
            _pointers[i] = at;
            at += Encoding.UTF8.GetBytes(strings[i], new Span<byte>(at, (int)(end - at)));
            *at++ = 0;
        }

        _pointers[strings.Count] = null;
    }

    public byte** Pointers => _pointers;

    /// <summary>The strings may be secret, so they are not left lying about.</summary>
    public void Dispose()
    {
        if (_pointers == null)
            return;
        for (var p = _pointers; *p != null; p++)
        {
            for (var c = *p; *c != 0; c++)
                *c = 0;
        }

        NativeMemory.Free(_pointers);
        _pointers = null;
    }
}
