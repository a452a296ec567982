#!/usr/bin/env node
import '../dist/ipgw.js'
