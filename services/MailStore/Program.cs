using HelpdeskMail.MailStore;
using HelpdeskMail.MailStore.Announcements;
using HelpdeskMail.MailStore.Blobs;
using HelpdeskMail.MailStore.Contents;
using HelpdeskMail.MailStore.Housekeeping;
using HelpdeskMail.MailStore.Problems;
using HelpdeskMail.MailStore.Receipts;
using HelpdeskMail.ServiceDefaults;
using HelpdeskMail.ServiceDefaults.Database;
using HelpdeskMail.ServiceDefaults.Settings;
using MassTransit;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("mailstore");
builder.AddDatabase<Program>("mailstore");
builder.AddSettings<MailStoreSettings>("MailStore");
builder.Services.AddMassTransit(bus =>
{
    bus.AddConsumer<MailHandledConsumer>();
    bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
});
builder.Services.AddSingleton<ContentWriter>();
builder.Services.AddSingleton<ContentReader>();
builder.Services.AddSingleton<ReceiptTable>();
builder.Services.AddSingleton<BlobTable>();
builder.Services.AddSingleton<AnnounceReceipts>();
builder.Services.AddHostedService(services => services.GetRequiredService<AnnounceReceipts>());
builder.Services.AddSingleton<SweepUploads>();
builder.Services.AddHostedService(services => services.GetRequiredService<SweepUploads>());
builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
builder.Services.AddExceptionHandler<StoreFailures>();

var app = builder.Build();
app.UseServiceDefaults();
app.MapMessages();
app.MapReceipts();
app.MapBlobs();
app.Run();
