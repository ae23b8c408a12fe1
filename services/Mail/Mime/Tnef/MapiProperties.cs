using System.Buffers.Binary;
using System.Text;
using HelpdeskMail.Mail.Mime.Charset;

namespace HelpdeskMail.Mail.Mime.Tnef;

/// <summary>The MAPI properties of a message or attachment (MS-OXTNEF section 2.1.3.4). Only the first value of each is kept.</summary>
internal sealed class MapiProperties
{
    public const int Subject = 0x0037;
    public const int Body = 0x1000;
    public const int RtfCompressed = 0x1009;
    public const int BodyHtml = 0x1013;
    public const int InternetCodePage = 0x3FDE;
    public const int AttachData = 0x3701;
    public const int AttachFileName = 0x3704;
    public const int AttachLongFileName = 0x3707;
    public const int AttachMimeTag = 0x370E;
    public const int AttachContentId = 0x3712;

    private readonly Dictionary<int, Value> values = [];
    private int codePage;

    /// <summary>A string property, without its NUL; null when it is missing or empty.</summary>
    public string? Text(int id)
    {
        if (!values.TryGetValue(id, out var value) || value.Type is not 0x1E and not 0x1F)
        {
            return null;
        }

        var text = value.Type == 0x1F ? Encoding.Unicode.GetString(value.Bytes.Span) : CharsetGuess.Decode(value.Bytes.Span, $"cp{codePage}", out _);
        text = text.TrimEnd('\0');
        return text.Length == 0 ? null : text;
    }

    /// <summary>A binary or object property.</summary>
    public ReadOnlyMemory<byte> Binary(int id) => values.TryGetValue(id, out var value) && value.Type is 0x0D or 0x102 ? value.Bytes : default;

    /// <summary>A number property.</summary>
    public int? Number(int id) => values.TryGetValue(id, out var value) && value.Type == 3 ? BinaryPrimitives.ReadInt32LittleEndian(value.Bytes.Span) : null;

    /// <summary>Reads until the data ends or makes no sense.</summary>
    public static MapiProperties Read(ReadOnlyMemory<byte> data, int codePage)
    {
        var result = new MapiProperties { codePage = codePage };
        var cursor = new Cursor(data);
        var count = cursor.UInt32();
        for (var i = 0u; i < count && !cursor.Failed; i++)
        {
            var type = cursor.UInt16();
            var id = cursor.UInt16();
            if (id >= 0x8000)
            {
                SkipName(ref cursor);
            }

            var value = ReadValues(ref cursor, type);
            if (!cursor.Failed && id < 0x8000)
            {
                result.values.TryAdd(id, value);
            }
        }

        return result;
    }

    private static void SkipName(ref Cursor cursor)
    {
        cursor.Take(16);
        if (cursor.UInt32() == 0)
        {
            cursor.Take(4);
        }
        else
        {
            cursor.Padded(cursor.UInt32());
        }
    }

    private static Value ReadValues(ref Cursor cursor, int type)
    {
        var single = type & 0x0FFF;
        var variable = single is 0x0D or 0x1E or 0x1F or 0x102;
        var count = variable || (type & 0x1000) != 0 ? cursor.UInt32() : 1;
        var first = default(ReadOnlyMemory<byte>);
        // Values without bytes could be claimed by the billion.
        count = Size(single) == 0 ? Math.Min(count, 1) : count;
        for (var i = 0u; i < count && !cursor.Failed; i++)
        {
            var value = variable ? cursor.Padded(cursor.UInt32()) : cursor.Take(Size(single));
            first = i == 0 ? value : first;
        }

        return new(single, first);
    }

    private static uint Size(int type) => type switch
    {
        2 or 3 or 4 or 0x0A or 0x0B => 4,
        5 or 6 or 7 or 0x14 or 0x40 => 8,
        0x48 => 16,
        0 or 1 => 0,
        _ => uint.MaxValue,
    };

    private readonly record struct Value(int Type, ReadOnlyMemory<byte> Bytes);

    /// <summary>Takes pieces off the front; asks beyond the end give nothing and set <see cref="Failed"/>.</summary>
    private struct Cursor(ReadOnlyMemory<byte> rest)
    {
        private ReadOnlyMemory<byte> rest = rest;

        public bool Failed { get; private set; }

        public ReadOnlyMemory<byte> Take(uint length)
        {
            if (length > rest.Length)
            {
                Failed = true;
                return default;
            }

            var taken = rest[..(int)length];
            rest = rest[(int)length..];
            return taken;
        }

        public ReadOnlyMemory<byte> Padded(uint length)
        {
            var taken = Take(length);
            Take(Math.Min((4 - (length & 3)) & 3, (uint)rest.Length));
            return taken;
        }

        public uint UInt32() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32LittleEndian(four.Span) : 0;

        public int UInt16() => Take(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16LittleEndian(two.Span) : 0;
    }
}
