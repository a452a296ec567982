-- jsonb writes a blank after colons and commas; the feed's own text has none, and no value in it contains either.
ALTER TABLE "change" ALTER COLUMN "before" SET DATA TYPE json USING replace(replace("before"::text, '": ', '":'), ', "', ',"')::json;--> statement-breakpoint
ALTER TABLE "change" ALTER COLUMN "after" SET DATA TYPE json USING replace(replace("after"::text, '": ', '":'), ', "', ',"')::json;--> statement-breakpoint
CREATE INDEX "change_kind" ON "change" USING btree ("kind","position");--> statement-breakpoint
CREATE INDEX "change_owner" ON "change" USING btree ("owner","position") WHERE "change"."owner" is not null;--> statement-breakpoint
CREATE INDEX "change_provider" ON "change" USING btree ("provider","position") WHERE "change"."provider" is not null;--> statement-breakpoint
CREATE INDEX "change_height" ON "change" USING btree ("height","position");--> statement-breakpoint
CREATE INDEX "market_order_open" ON "market_order" USING btree ("created_height") WHERE "market_order"."state" = 'open';